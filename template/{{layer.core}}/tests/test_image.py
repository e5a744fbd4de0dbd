"""The image holds the service and nothing else, and nobody in it has rights."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = {"pyproject.toml", "uv.lock", "README.md", "LICENSE", "src", "migrations"}

Stage = list[tuple[str, str]]


def read_stages() -> list[Stage]:
    """Return the stages of the Dockerfile, each as its instructions and what they say."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.M)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line]
    stages: list[Stage] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, rest))
    return stages


def read_service() -> Stage:
    """Return the stage that makes the image; one that stands after it as the last adds nothing."""
    stages = read_stages()
    [service] = [stage for stage in stages if stage[0] == ("FROM", "python AS service")]
    assert stages[-1] in (service, [("FROM", "service")])
    return service


def find_all(word: str, stage: Stage) -> list[str]:
    """Return what each instruction `word` of `stage` says."""
    return [rest for instruction, rest in stage if instruction == word]


@pytest.mark.promise("S77")
def test_the_tools_that_build_it_are_not_in_it() -> None:
    final = read_service()

    assert find_all("COPY", final)[-2:] == [
        "--from=dependencies /app/.venv /app/.venv",
        "--from=build /service /app/.venv",
    ]
    assert not [line for line in find_all("RUN", final) if re.search(r"\b(uv|apt-get|pip)\b", line)]


@pytest.mark.promise("S77")
def test_each_base_image_has_a_version_and_stands_once() -> None:
    text = (ROOT / "Dockerfile").read_text()

    images = re.findall(r"(?:FROM |--from=)(\S+[:@]\S+)", text)

    assert len(images) == len(set(images)) == 2
    assert not [image for image in images if image.endswith(":latest")]


@pytest.mark.promise("S77")
def test_it_runs_as_a_user_with_a_fixed_number_who_owns_nothing() -> None:
    final = read_service()

    [user] = find_all("USER", final)

    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert not [line for line in find_all("COPY", final) if "--chown" in line]


@pytest.mark.promise("S77")
@pytest.mark.parametrize("word", ["ENTRYPOINT", "CMD"])
def test_the_service_is_started_without_a_shell(word: str) -> None:
    final = read_service()

    [line] = find_all(word, final)

    assert json.loads(line) == {"ENTRYPOINT": ["app"], "CMD": ["serve"]}[word]


@pytest.mark.promise("S77")
def test_its_health_is_asked_without_a_shell() -> None:
    final = read_service()

    [line] = find_all("HEALTHCHECK", final)

    assert json.loads(line.partition("CMD ")[2]) == ["app", "health"]


@pytest.mark.promise("S77")
def test_only_what_it_is_made_of_goes_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == NEEDED
