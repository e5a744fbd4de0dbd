"""The workflows may do little, run only what was looked at, and cannot pass without checking."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.name: path.read_text() for path in sorted(FOLDER.glob("*.y*ml"))}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(TEXTS[name]) for name in TEXTS}
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"]]
RULE = re.compile(r"^([a-z-]+):([^#=\n]*)(?:##.*)?\n((?:\t.*\n)*)", flags=re.M)
ON = True  # YAML reads the word `on` as yes

every_workflow = pytest.mark.parametrize("name", WORKFLOWS)
every_job = pytest.mark.parametrize(("name", "job"), JOBS)


def read_steps(name: str) -> list[dict[str, Any]]:
    """Return every step of every job of one workflow."""
    return [step for job in WORKFLOWS[name]["jobs"].values() for step in job["steps"]]


@pytest.mark.promise("S81")
@every_workflow
def test_every_action_is_pinned_to_a_commit(name: str) -> None:
    used = re.findall(r"uses: (.*)", TEXTS[name])

    assert used
    assert not [line for line in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", line)]


@pytest.mark.promise("S81")
@every_workflow
def test_a_workflow_may_do_nothing_by_itself(name: str) -> None:
    workflow = WORKFLOWS[name]

    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert "pull_request_target" not in workflow[ON]


@pytest.mark.promise("S81")
@every_job
def test_a_job_may_read_and_must_end(name: str, job: str) -> None:
    steps = WORKFLOWS[name]["jobs"][job]

    assert steps["permissions"] == {"contents": "read"}
    assert 0 < steps["timeout-minutes"] <= 30


@pytest.mark.promise("S81")
@every_workflow
def test_the_token_of_the_checkout_is_not_kept(name: str) -> None:
    checkouts = [step for step in read_steps(name) if "actions/checkout" in step.get("uses", "")]

    assert checkouts
    assert not [step for step in checkouts if step["with"]["persist-credentials"] is not False]


@pytest.mark.promise("S81")
@every_workflow
def test_no_check_can_pass_by_failing(name: str) -> None:
    assert not re.search(r"continue-on-error|\|\| *true|--exit-zero|if: always", TEXTS[name])


@pytest.mark.promise("S83")
def test_dependencies_are_audited_every_night() -> None:
    commands = [step["run"] for step in read_steps("audit.yml") if "run" in step]

    assert commands == ["make audit"]
    assert WORKFLOWS["audit.yml"][ON]["schedule"]


@pytest.mark.promise("S81")
def test_all_that_holds_before_a_merge_is_checked_on_every_python() -> None:
    check = WORKFLOWS["ci.yml"]["jobs"]["check"]

    assert check["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert "make check" in [step.get("run") for step in check["steps"]]


@pytest.mark.promise("S81")
def test_whatever_runs_tests_is_run_before_a_merge() -> None:
    rules = RULE.findall((ROOT / "Makefile").read_text().partition("# Your own targets")[0])
    needs = {name: wanted.split() for name, wanted, _ in rules}
    testing = {name for name, _, recipe in rules if re.search(r"\$\(TESTS\)|pytest ", recipe)}

    asked = {step["run"].removeprefix("make ") for step in read_steps("ci.yml") if "run" in step}
    run = asked.union(*(needs.get(name, []) for name in asked))

    assert "coverage" in testing & run
    assert testing - run == {"test"}  # the same tests as coverage, and quicker
