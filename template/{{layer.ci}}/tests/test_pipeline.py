"""The pipeline is made of what `make ci` makes, and neither can pass by failing."""

import re
from pathlib import Path

import pytest

from tests.pipeline import FILES, PREPARES, read_commands, read_gate

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text().partition("# Your own targets")[0]
RULE = re.compile(r"^([a-z-]+):([^#=\n]*)(?:##.*)?\n((?:\t.*\n)*)", flags=re.M)
RULES = {name: (wanted.split(), recipe) for name, wanted, recipe in RULE.findall(MAKEFILE)}
LENIENT = re.compile(
    r"continue-on-error|allow_failure|\|\| *(?:true|:)|exit-code[ =:]*0|--exit-zero|if: always"
)
NOT_HERE = {  # what a merge has to pass, and who works on the service need not
    "services": "here the tests start what they need by themselves",
    "smoke": "it would start the service as in production, with its ports and its secrets",
}


def expand(targets: set[str]) -> set[str]:
    """Return these targets and all that they need."""
    needs = {need for name in targets for need in RULES.get(name, ([], ""))[0] if need in RULES}
    return targets if needs <= targets else expand(targets | needs)


def find_targets(commands: list[str]) -> set[str]:
    """Return the targets that these commands make."""
    return {line.removeprefix("make ") for line in commands if line.startswith("make ")}


def read_ci() -> set[str]:
    """Return what `make ci` makes."""
    [line] = re.findall(r"^GATE := (.*)$", MAKEFILE, flags=re.M)
    assert "$(filter-out $(without),$(GATE))" in RULES["ci"][1]
    return set(line.split())


@pytest.mark.promise("S81")
def test_each_line_is_a_target_or_prepares_for_one() -> None:
    others = [line for line in read_commands() if line.partition("make ")[2] not in RULES]

    assert read_commands()
    assert [line for line in others if not line.startswith(tuple(PREPARES))] == []


@pytest.mark.promise("S81")
def test_what_a_merge_has_to_pass_is_what_make_ci_passes() -> None:
    gate = expand(find_targets(read_gate())) - {"check", "uv"}
    here = expand(read_ci()) - {"check", "uv"}

    unneeded = expand(set(NOT_HERE)) - here
    assert here - gate == set()
    assert gate - here - unneeded == set()


@pytest.mark.promise("S81")
def test_whatever_runs_tests_is_run_before_a_merge() -> None:
    runs = re.compile(r"\$\(TESTS\)|pytest ")
    testing = {name for name, (_, recipe) in RULES.items() if runs.search(recipe)}

    run = expand(find_targets(read_gate()))

    assert "coverage" in testing & run
    assert testing - run == {"test"}  # the same tests as coverage, and quicker


@pytest.mark.promise("S81")
@pytest.mark.parametrize("path", [*FILES, ROOT / "Makefile"], ids=lambda path: path.name)
def test_no_check_can_pass_by_failing(path: Path) -> None:
    assert not LENIENT.search(path.read_text())
    assert not re.search(r"^\t-", path.read_text(), flags=re.M)  # make would go on after a failure


@pytest.mark.promise("S81")
def test_a_failure_of_one_part_fails_make_ci() -> None:
    recipe = RULES["ci"][1]

    assert "--keep-going" in recipe
    assert "--ignore-errors" not in recipe
    assert ";" not in recipe
