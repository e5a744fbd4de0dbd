"""Every released version becomes the newest one, and every line that was planted is still there."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backsmith.carry import stay
from backsmith.git import Git
from backsmith.notes import between, read_changes
from backsmith.project import find_project
from backsmith.releases import open_history
from backsmith.render import render_again
from tests.conftest import Command
from tests.rendered import render
from tests.sources.repositories import commit, start_repository

HISTORY = open_history("backsmith")
EARLIER = HISTORY.list_versions()[:-1]
ANSWERS: dict[str, dict[str, Any]] = {
    "the default": {},
    "the smallest": {"database": "sqlite", "ci": "none"},
    "another": {"database": "mariadb", "license": "mit"},
}


@pytest.mark.slow
@pytest.mark.parametrize("answers", ANSWERS.values(), ids=list(ANSWERS))
@pytest.mark.parametrize("version", EARLIER)
def test_no_planted_line_is_lost_on_the_way_to_the_newest(
    version: str, answers: dict[str, Any], tmp_path: Path, backsmith: Command
) -> None:
    project = make(tmp_path / "shop", version, answers)
    newest = render_newest(project, tmp_path / "newest")
    planted = list(plant(project, newest))
    commit(Git(project), {})

    done = backsmith("update", "--project", str(project), "--yes", "--no-lock")

    assert done.code in (0, 3), done.talk
    found = "\n".join(read(path) for path in list_texts(project))
    assert [line for line in planted if line not in found] == []
    assert find_project(project).version == HISTORY.newest


@pytest.mark.slow
@pytest.mark.parametrize("version", EARLIER)
def test_a_project_that_nobody_touched_becomes_what_the_newest_renders(
    version: str, tmp_path: Path, backsmith: Command
) -> None:
    project = make(tmp_path / "shop", version, {})
    newest = render_newest(project, tmp_path / "newest")

    done = backsmith("update", "--project", str(project), "--yes", "--no-lock")

    assert done.code == 0, done.talk
    texts = {path.relative_to(project): read(path) for path in list_texts(project)}
    assert texts == {path.relative_to(newest): read(path) for path in list_texts(newest)}


def make(folder: Path, version: str, answers: dict[str, Any]) -> Path:
    """Return a project of a released version, committed."""
    render(folder, answers, "--template-version", version)
    commit(start_repository(folder), {})
    return folder


def render_newest(project: Path, target: Path) -> Path:
    """Return a folder with what the newest version makes of the project's answers."""
    target.mkdir()
    found, release = find_project(project), HISTORY.open(HISTORY.newest)
    changes = between(read_changes(release), found.version, HISTORY.newest)
    answers, _ = stay(found.recorded, changes, {})
    recorded = {**answers, "_commit": HISTORY.newest}
    render_again(replace(found, recorded=recorded), release, target)
    return target


def plant(project: Path, newest: Path) -> Iterator[str]:
    """Put a line on each side of every hunk that the newest version changes; give these lines."""
    for path in list_texts(project):
        if path.name == ".copier-answers.yml":
            continue
        place = path.relative_to(project)
        lines = read(path).splitlines()
        after = read(newest / place).splitlines() if (newest / place).is_file() else []
        hunks = [
            o for o in difflib.SequenceMatcher(a=lines, b=after).get_opcodes() if o[0] != "equal"
        ]
        spots = {spot for _, start, end, _, _ in hunks for spot in (start, end)} | {len(lines)}
        for spot in sorted(spots, reverse=True):
            line = f"planted in {place} before line {spot}"
            lines.insert(spot, line)
            yield line
        path.write_text("\n".join([*lines, ""]))


def list_texts(folder: Path) -> list[Path]:
    """Return the files of a project, without its repository."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if ".git" not in path.relative_to(folder).parts)


def read(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")
