"""A project that follows a preset checks it itself, by hand and at every push; no other does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.rendered import Rendered, render

TEAM = "apiVersion: 1\nname: it's $HOME\nlock: {ci: none}\n"
PROGRAM = '#!/bin/sh\necho "$0" "$@"\n'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The default project of a built-in preset, not installed."""
    return render(tmp_path_factory.mktemp("standard") / "service", {}, preset="startup")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for the PATH that has a uv which says how it was called."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "make", "awk"):
        (folder / name).symlink_to(str(shutil.which(name)))
    put(folder, "uv")
    return folder


def put(folder: Path, name: str, text: str = PROGRAM) -> None:
    """Write a program into `folder`."""
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def make_standard(
    project: Rendered, programs: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `make standard` with nothing else on the PATH."""
    return subprocess.run(
        ["make", "standard"],
        cwd=project.root,
        env={"PATH": str(programs), "HOME": os.environ["HOME"], **variables},
        text=True,
        capture_output=True,
    )


def test_without_backsmith_it_fails_and_says_what_to_set(project: Rendered, programs: Path) -> None:
    done = make_standard(project, programs)

    assert done.returncode == 2
    assert "error: backsmith is not on the PATH, and BACKSMITH is not set." in done.stderr
    assert "hint: set BACKSMITH to where it can be had: git+https://" in done.stderr


def test_backsmith_on_the_path_is_run_with_the_preset(project: Rendered, programs: Path) -> None:
    put(programs, "backsmith")

    done = make_standard(project, programs)

    assert done.stdout.split()[-4:] == ["check", "--preset", "builtin:startup", "."]


def test_backsmith_is_taken_from_where_the_variable_says(project: Rendered, programs: Path) -> None:
    done = make_standard(project, programs, BACKSMITH="git+https://h/r@v1; touch evil")

    expected = "tool run --from git+https://h/r@v1; touch evil backsmith check --preset"
    assert f"uv {expected} builtin:startup ." in done.stdout
    assert not (project.root / "evil").exists()


def test_what_it_finds_makes_it_fail(project: Rendered, tmp_path: Path, programs: Path) -> None:
    copy = Rendered(Path(shutil.copytree(project.root, tmp_path / "copy")), {})
    put(programs, "backsmith", f'#!/bin/sh\nexec {sys.executable} -m backsmith "$@"\n')
    assert make_standard(copy, programs).returncode == 0

    answers = copy.root / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("database: postgresql", "database: sqlite", 1))

    done = make_standard(copy, programs)
    assert done.returncode == 2
    assert "database is 'sqlite': locked to postgresql by preset startup" in done.stdout


def test_the_workflow_runs_it_and_knows_no_other_way(project: Rendered) -> None:
    text = project.read(".github/workflows/standard.yml")
    job = yaml.safe_load(text)["jobs"]["standard"]

    assert [step["run"] for step in job["steps"] if "run" in step] == ["make standard"]
    assert job["env"] == {"BACKSMITH": "${{ vars.BACKSMITH }}"}


def test_gitlab_runs_it_too_and_by_night(tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text(TEAM.replace("ci: none", "ci: gitlab"))

    project = render(tmp_path / "service", {}, preset=str(tmp_path / "team.yml"))

    job = yaml.safe_load(project.read(".gitlab-ci.yml"))["standard"]
    assert job["script"] == ["make standard"]
    assert job["rules"] == [{"when": "on_success"}]
    assert "the variable `BACKSMITH` of the project" in project.read("README.md")


def test_a_preset_of_a_file_is_named_and_checked_as_it_was_recorded(
    tmp_path: Path, programs: Path
) -> None:
    (tmp_path / "team.yml").write_text(TEAM)
    put(programs, "backsmith")

    project = render(tmp_path / "service", {}, preset=str(tmp_path / "team.yml"))

    assert make_standard(project, programs).stdout.split()[-2:] == ["check", "."]
    assert ".github/workflows/standard.yml" not in project.files()
    assert "the standard **it's $HOME**" in project.read("README.md")


def test_without_a_preset_nothing_speaks_of_a_standard(tmp_path: Path) -> None:
    project = render(tmp_path / "service", {})

    assert ".github/workflows/standard.yml" not in project.files()
    assert "standard" not in project.read("Makefile")
    assert "make standard" not in project.read("README.md")
