"""Plain copier, and Renovate with it, updates a project from a git source; locks hold there, too.

The template comes from a git URL, as it does for a team; copier is the real command, untrusted.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from backsmith.catalog import Option, read_catalog
from backsmith.notes import read_changes
from backsmith.releases import Release
from tests.conftest import list_files
from tests.origin import NAME, NEWEST, OLDEST, RENOVATE, ROOT, build_origin, git, serve

pytestmark = pytest.mark.slow
ANSWERS = ".copier-answers.yml"
SECONDS = 300
OPTIONS = [option for option in read_catalog(ROOT).options if option.choices]
TEAM = "apiVersion: 1\nname: acme\ndescription: What every service at Acme is\n"


@dataclass(frozen=True)
class Project:
    """A project in a repository of its own, everything committed."""

    root: Path

    def run(self, tool: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `copier` or `backsmith` here as its owner would, without a terminal."""
        return run(tool, *words, cwd=self.root)

    def must(self, tool: str, *words: str) -> None:
        """Run a command that has to work."""
        done = self.run(tool, *words)
        assert done.returncode == 0, done.stderr

    def read_answers(self) -> dict[str, Any]:
        """Return what the answers file says."""
        recorded: dict[str, Any] = yaml.safe_load((self.root / ANSWERS).read_text())
        return recorded

    def commit(self) -> None:
        """Commit whatever lies there."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        git("add", "--all", cwd=self.root)
        git(*who, "commit", "--quiet", "-m", "Work", cwd=self.root)

    def copy(self, target: Path) -> "Project":
        """Return a copy of the project, history included."""
        shutil.copytree(self.root, target, symlinks=True)
        return Project(target)

    def find_changes(self) -> str:
        """Return what git sees as changed here."""
        return git("status", "--porcelain", "--ignored", cwd=self.root)


def run(tool: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in a child process."""
    return subprocess.run(
        [sys.executable, "-m", tool, *words],
        cwd=cwd,
        text=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
    )


def copy_project(url: str, target: Path, *words: str) -> Project:
    """Return the project that plain `copier copy` makes from `url`, committed."""
    done = run("copier", "copy", "--defaults", "--quiet", *words, url, str(target), cwd=Path("/"))
    assert done.returncode == 0, done.stderr
    git("init", "--quiet", cwd=target)
    project = Project(target)
    project.commit()
    return project


def write_answer(option: Option, value: str) -> str:
    """Return an answer as `-d` takes it: a list where several may be chosen."""
    return f"{option.name}={json.dumps([value]) if option.several else value}"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which our template is served, with a tag for each release."""
    folder = tmp_path_factory.mktemp("origin")
    build_origin(folder)
    with serve(folder) as address:
        yield f"{address}/{NAME}"


@pytest.fixture(scope="module")
def old(url: str, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of the oldest release: only read it, or copy it."""
    target = tmp_path_factory.mktemp("old") / "shop"
    return copy_project(url, target, "--vcs-ref", OLDEST)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What backsmith records of a preset that locks every option to its first choice."""
    folder = tmp_path_factory.mktemp("team")
    first = {
        option.name: [option.choices[0].value] if option.several else option.choices[0].value
        for option in OPTIONS
    }
    (folder / "team.yml").write_text(f"{TEAM}lock: {json.dumps(first)}\n")
    words = ("--defaults", "--no-git", "--no-lock", "--preset", "team.yml")
    done = run("backsmith", "new", "shop", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    recorded: dict[str, Any] = Project(folder / "shop").read_answers()["policy"]
    return recorded


@pytest.fixture(scope="module")
def locked(url: str, policy: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that follows the preset that locks everything: only read it, or copy it."""
    target = tmp_path_factory.mktemp("locked") / "shop"
    return copy_project(url, target, "-d", "preset=acme", "-d", f"policy={json.dumps(policy)}")


def test_the_source_and_the_version_are_recorded_as_they_were_given(url: str, old: Project) -> None:
    recorded = old.read_answers()

    assert (recorded["_src_path"], recorded["_commit"]) == (url, OLDEST)


def test_a_token_in_the_address_is_not_recorded(url: str, tmp_path: Path) -> None:
    secret = url.replace("git://", "git://ada:secret@")
    mapped = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{url}.insteadOf"}

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**mapped, "GIT_CONFIG_VALUE_0": secret}.items():
            patch.setenv(name, value)
        project = copy_project(secret, tmp_path / "shop")

    assert project.read_answers()["_src_path"] == url
    assert "secret" not in (project.root / ANSWERS).read_text()


def test_plain_copier_updates_to_the_newest_tag(old: Project, url: str, tmp_path: Path) -> None:
    project = old.copy(tmp_path / "shop")

    project.must("copier", "update", "--defaults")

    recorded = project.read_answers()
    assert (recorded["_src_path"], recorded["_commit"]) == (url, NEWEST)


def test_what_renovate_runs_works(old: Project, url: str, tmp_path: Path) -> None:
    project = old.copy(tmp_path / "shop")

    project.must("copier", "update", *RENOVATE, NEWEST)

    recorded = project.read_answers()
    assert (recorded["_src_path"], recorded["_commit"]) == (url, NEWEST)
    fresh = copy_project(url, tmp_path / "fresh")
    assert set(list_tracked(project)) == set(list_tracked(fresh))


def list_tracked(project: Project) -> list[str]:
    """Return the paths of a project's files, git's own left out."""
    return [path for path in list_files(project.root) if not path.startswith(".git/")]


def test_backsmith_updates_the_same_project_to_the_same_tag(
    old: Project, url: str, tmp_path: Path
) -> None:
    project = old.copy(tmp_path / "shop")

    project.must("backsmith", "update", "--yes")

    recorded = project.read_answers()
    assert (recorded["_src_path"], recorded["_commit"]) == (url, NEWEST)


def test_backsmith_and_copier_make_the_same_of_a_project_that_nobody_edited(
    old: Project, tmp_path: Path
) -> None:
    ours, theirs = old.copy(tmp_path / "ours"), old.copy(tmp_path / "theirs")

    ours.must("backsmith", "update", "--yes")
    data = [  # copier knows a template's defaults only
        f"--data={name}={value}"
        for change in read_changes(Release(ROOT))
        for name, value in change.earlier.items()
    ]
    theirs.must("copier", "update", "--defaults", *data)

    assert read_tracked(ours) == read_tracked(theirs)


def read_tracked(project: Project) -> dict[str, tuple[int, bytes]]:
    """Return a project's files, git's own left out."""
    files = list_files(project.root)
    return {path: files[path] for path in list_tracked(project)}


OUTSIDE = [
    pytest.param(option, choice.value, marks=[] if number == 0 else pytest.mark.matrix)
    for option in OPTIONS
    for number, choice in enumerate(option.choices[1:])
]


@pytest.mark.parametrize(("option", "value"), OUTSIDE, ids=lambda part: getattr(part, "name", part))
def test_copier_refuses_what_a_lock_forbids(
    locked: Project, option: Option, value: str, tmp_path: Path
) -> None:
    project = locked.copy(tmp_path / "shop")

    done = project.run("copier", "update", "--defaults", "-d", write_answer(option, value))

    assert done.returncode != 0
    assert "preset acme" in done.stderr
    assert project.find_changes() == ""


@pytest.mark.parametrize(("option", "value"), OUTSIDE, ids=lambda part: getattr(part, "name", part))
def test_copier_refuses_an_answers_file_that_was_edited_around_a_lock(
    locked: Project, option: Option, value: str, tmp_path: Path
) -> None:
    project = locked.copy(tmp_path / "shop")
    answers = {**project.read_answers(), option.name: [value] if option.several else value}
    (project.root / ANSWERS).write_text(yaml.safe_dump(answers))
    project.commit()

    done = project.run("copier", "update", "--defaults")

    assert done.returncode != 0
    assert project.find_changes() == ""


def test_a_locked_project_is_updated_by_copier_all_the_same(
    locked: Project, tmp_path: Path
) -> None:
    project = locked.copy(tmp_path / "shop")

    project.must("copier", "update", "--defaults", "-d", "description=Sells hats")

    assert project.read_answers()["description"] == "Sells hats"
