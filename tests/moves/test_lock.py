"""The lock file follows the dependencies in the same move, and is taken back with it."""

import shutil
from pathlib import Path

import pytest

from backsmith.git import Git
from tests.conftest import Command
from tests.moves.small import CORE, SmallTemplate, edit, save
from tests.sources.repositories import commit

needs_uv = pytest.mark.skipif(not shutil.which("uv"), reason="uv is not on the path: it locks")
MANIFEST = '[project]\nname = "shop"\nversion = "{}"\nrequires-python = ">=3.11"\n'
LOCK = 'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "shop"\nversion = "{}"\n'


@pytest.fixture
def locked(template: SmallTemplate, tmp_path: Path) -> Path:
    """A project with a lock file, whose template has a newer manifest."""
    template.release("v1.0.1", {f"{CORE}/pyproject.toml": MANIFEST.format("1.0.1")})
    project = template.make_project(tmp_path / "locked", "v1.0.1")
    source = 'source = { virtual = "." }\n'
    commit(Git(project), {"uv.lock": LOCK.format("1.0.1") + source})
    template.release("v1.1.0", {f"{CORE}/pyproject.toml": MANIFEST.format("1.1.0")})
    return project


@needs_uv
def test_the_lock_file_follows_and_is_taken_back(locked: Path, backsmith: Command) -> None:
    before = (locked / "uv.lock").read_text()

    done = backsmith("update", "--project", str(locked), "--yes")

    assert done.code == 0, done.talk
    assert 'version = "1.1.0"' in (locked / "uv.lock").read_text()
    assert backsmith("undo", "--project", str(locked)).code == 0
    assert (locked / "uv.lock").read_text() == before


@needs_uv
def test_the_lock_file_is_in_the_commit_of_a_branch(locked: Path, backsmith: Command) -> None:
    git = Git(locked)
    git.ask("config", "user.name", "Ada")
    git.ask("config", "user.email", "ada@example.com")

    done = backsmith("update", "--project", str(locked), "--yes", "--branch", "next")

    assert done.code == 0, done.talk
    assert 'version = "1.1.0"' in git.read("show", "next:uv.lock")


def test_no_lock_leaves_it_as_it_is(locked: Path, backsmith: Command) -> None:
    done = backsmith("update", "--project", str(locked), "--yes", "--no-lock")

    assert done.code == 0, done.talk
    assert 'version = "1.0.1"' in (locked / "uv.lock").read_text()


def test_a_manifest_that_cannot_be_locked_is_said_with_the_command_for_later(
    locked: Path, backsmith: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = locked.parent / "bin"
    broken.mkdir()
    (broken / "uv").write_text("#!/bin/sh\necho 'error: no network' >&2\nexit 2\n")
    (broken / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(broken), prepend=":")

    done = backsmith("update", "--project", str(locked), "--yes")

    assert done.code == 0, done.talk
    assert "uv.lock stays as it is: error: no network" in done.talk
    assert "uv lock" in done.talk
    assert 'version = "1.1.0"' in (locked / "pyproject.toml").read_text()


def test_a_name_that_cannot_be_locked_is_refused_before_anything_is_written(
    template: SmallTemplate, locked: Path, backsmith: Command
) -> None:
    depends = MANIFEST.format("1.2.0") + 'dependencies = ["Shop>=2"]\n'
    template.release("v1.2.0", {f"{CORE}/pyproject.toml": depends})

    done = backsmith("update", "--project", str(locked), "--yes")

    assert done.code == 1
    assert "error: uv.lock cannot be written: a project that depends on the package" in done.talk
    assert Git(locked).read("status", "--porcelain") == ""


def test_a_manifest_in_conflict_is_not_locked(locked: Path, backsmith: Command) -> None:
    edit(locked / "pyproject.toml", 'version = "1.0.1"', 'version = "9"')
    save(locked)

    done = backsmith("update", "--project", str(locked), "--yes")

    assert done.code == 3
    assert "pyproject.toml has conflicts" in done.talk
