"""The workflows may do little, and run only what was looked at."""

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
# What a job may do beside reading the code, and what it has to be able to do it for.
RIGHTS = {
    ("audit.yml", "tell"): {"issues"},
    ("release.yml", "publish"): {"packages", "id-token", "attestations"},
    ("release.yml", "release"): {"contents"},
    ("codeql.yml", "codeql"): {"security-events"},
}
ON = True  # YAML reads the word `on` as yes

every_workflow = pytest.mark.parametrize("name", WORKFLOWS)
every_job = pytest.mark.parametrize(("name", "job"), JOBS)


def read_steps(name: str) -> list[dict[str, Any]]:
    """Return every step of every job of one workflow."""
    return [step for job in WORKFLOWS[name]["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.promise("S81")
@every_workflow
def test_every_action_is_pinned_to_a_commit(name: str) -> None:
    used = re.findall(r"uses: (.*)", TEXTS[name])
    pinned = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v[\d.]+|\$/\.github/workflows/ci\.yml")

    assert used
    assert not [line for line in used if not pinned.fullmatch(line)]


@pytest.mark.promise("S81")
@every_workflow
def test_a_workflow_may_do_nothing_by_itself(name: str) -> None:
    workflow = WORKFLOWS[name]

    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is (name != "release.yml")
    assert "pull_request_target" not in workflow[ON]


@pytest.mark.promise("S81")
@every_job
def test_a_job_may_do_what_it_is_for_and_must_end(name: str, job: str) -> None:
    told = WORKFLOWS[name]["jobs"][job]

    writes = {right for right, level in told["permissions"].items() if level != "read"}
    assert told["permissions"]["contents"] in ("read", "write")
    assert writes == RIGHTS.get((name, job), set())
    assert "uses" in told or 0 < told["timeout-minutes"] <= 30


@pytest.mark.promise("S81")
@every_workflow
def test_the_token_of_the_checkout_is_not_kept(name: str) -> None:
    checkouts = [step for step in read_steps(name) if "actions/checkout" in step.get("uses", "")]

    assert checkouts
    assert not [step for step in checkouts if step["with"]["persist-credentials"] is not False]


@pytest.mark.promise("S81")
def test_all_that_holds_before_a_merge_is_checked_on_every_python() -> None:
    check = WORKFLOWS["ci.yml"]["jobs"]["check"]

    assert check["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert "make check" in [step.get("run") for step in check["steps"]]


@pytest.mark.promise("S81")
def test_no_release_passes_by_the_gate() -> None:
    jobs = WORKFLOWS["release.yml"]["jobs"]

    assert jobs["gate"]["uses"] == "$/.github/workflows/ci.yml"
    assert jobs["publish"]["needs"] == ["gate"]
    assert jobs["release"]["needs"] == ["publish"]
    assert jobs["deploy"]["needs"] == ["release"]


@pytest.mark.promise("S81")
def test_what_was_released_is_deployed_where_somebody_approves_it() -> None:
    deploy = WORKFLOWS["release.yml"]["jobs"]["deploy"]
    *before, last = deploy["steps"]
    fetched = [step["with"] for step in before if "download-artifact" in step.get("uses", "")]

    assert deploy["environment"] == "production"
    assert deploy["if"] == "vars.DEPLOY_TO != ''"
    assert fetched == [{"name": "release", "path": "dist"}]
    assert last["run"] == "make ship"
    assert "secrets." not in str(before)


@pytest.mark.promise("S83")
def test_what_is_released_is_what_was_built_signed_and_attested() -> None:
    steps = WORKFLOWS["release.yml"]["jobs"]["publish"]["steps"]
    attested = [step["with"] for step in steps if "attest-build" in step.get("uses", "")]
    [published] = re.findall(r"/publish\.sh (.*)$", (ROOT / "Makefile").read_text(), flags=re.M)

    runs = [step["run"] for step in steps if step.get("run", "").startswith("make ")]
    assert runs.index("make publish") < runs.index("make sign")
    assert [one["subject-digest"] for one in attested] == [
        "${{ steps.images.outputs.STAGE-digest }}".replace("STAGE", stage)
        for stage in published.split()
    ]
    assert not [step for step in steps if step.get("with", {}).get("enable-cache") is True]


@pytest.mark.promise("S83")
def test_what_runs_is_looked_up_every_night_and_somebody_hears_of_it() -> None:
    workflow = WORKFLOWS["audit.yml"]
    runs = {step["run"] for step in read_steps("audit.yml") if "run" in step}

    assert workflow[ON]["schedule"]
    assert {"make audit", "make audit-released", "make scan-image"} <= runs
    assert workflow["jobs"]["tell"]["if"] == "failure()"
    assert set(workflow["jobs"]["tell"]["needs"]) == set(workflow["jobs"]) - {"tell"}
