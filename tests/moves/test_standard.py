"""A standard that became stricter is announced with what it changes, and then obeyed."""

from pathlib import Path

import pytest

from tests.conftest import Command
from tests.moves.small import SmallTemplate

PRESET = "apiVersion: 1\nname: acme\ndescription: What Acme does\n"


@pytest.fixture
def standard(tmp_path: Path) -> Path:
    """A preset that locks the database to what the project does not have."""
    path = tmp_path / "acme.yml"
    path.write_text(f"{PRESET}lock: {{database: sqlite}}\n")
    return path


def test_a_lock_that_arrives_is_announced_and_moves_the_answer(
    project: Path, standard: Path, backsmith: Command
) -> None:
    done = backsmith(
        "update", "--project", str(project), "--preset", str(standard), "--yes"
    )  # fmt: skip

    assert done.code == 0, done.talk
    assert "database is locked to sqlite now" in done.talk
    assert "database moves from postgresql to sqlite: acme locks it" in done.talk
    recorded = (project / ".copier-answers.yml").read_text()
    assert "database: sqlite" in recorded
    assert "preset: acme" in recorded
    assert str(standard) not in recorded


def test_a_dry_run_says_it_and_leaves_the_answers(
    project: Path, standard: Path, backsmith: Command
) -> None:
    before = (project / ".copier-answers.yml").read_bytes()

    done = backsmith(
        "update", "--project", str(project), "--preset", str(standard), "--dry-run"
    )  # fmt: skip

    assert done.code == 0
    assert "acme locks it" in done.data
    assert (project / ".copier-answers.yml").read_bytes() == before


def test_a_built_in_standard_of_the_newer_version_counts(
    template: SmallTemplate, tmp_path: Path, backsmith: Command
) -> None:
    template.release("v1.1.0", {"presets/acme.yml": f"{PRESET}lock: {{ci: none}}\n"})
    origin = {"digest": "0" * 64, "source": "builtin:acme"}
    policy = {"lock": {}, "allow": {}, "require": {}, "origin": origin}
    project = template.make_project(tmp_path / "follower", "v1.0.0", preset="acme", policy=policy)

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 0, done.talk
    assert "ci is locked to none now" in done.talk
    assert "ci: none" in (project / ".copier-answers.yml").read_text()


def test_a_standard_for_other_versions_stops_the_update(
    template: SmallTemplate, project: Path, standard: Path, backsmith: Command
) -> None:
    template.release("v2.0.0")
    standard.write_text(f'{PRESET}template: ">=1,<2"\n')

    done = backsmith("update", "--project", str(project), "--preset", str(standard), "--yes")

    assert done.code == 1
    assert "v2.0.0" in done.talk
    assert "_commit: v1.0.0" in (project / ".copier-answers.yml").read_text()
