"""`backsmith change` answers a question anew: what it brings comes, what it took goes."""

from pathlib import Path

from tests.conftest import Command, list_files
from tests.moves.small import SmallTemplate, edit, save

NONE: dict[str, dict[str, str]] = {"lock": {}, "allow": {}, "require": {}}


def test_another_answer_brings_its_files_and_keeps_mine(project: Path, backsmith: Command) -> None:
    edit(project / "app/main.py", "line_11 = 11", "line_11 = 'mine'")
    save(project)

    done = backsmith("change", "database=sqlite", "--project", str(project), "--yes")

    assert done.code == 0, done.talk
    assert "database: postgresql -> sqlite" in done.talk
    assert (project / "app/sqlite.py").is_file()
    assert "line_11 = 'mine'" in (project / "app/main.py").read_text()


def test_and_back_again_is_as_it_was(project: Path, backsmith: Command) -> None:
    before = list_files(project / "app")
    flags = ("--project", str(project), "--yes")

    backsmith("change", "database=sqlite", *flags)
    save(project)
    done = backsmith("change", "database=postgresql", *flags)

    assert done.code == 0
    assert list_files(project / "app") == before


def test_the_same_answer_changes_nothing(project: Path, backsmith: Command) -> None:
    done = backsmith("change", "database=postgresql", "--project", str(project), "--yes")

    assert done.code == 0
    assert "Nothing changes" in done.talk


def test_wrong_words_are_said_with_a_hint(project: Path, backsmith: Command) -> None:
    flags = ("--project", str(project), "--yes")

    assert backsmith("change", "database", *flags).code == 2
    unknown = backsmith("change", "databse=sqlite", *flags)
    assert unknown.code == 1
    assert "Did you mean database?" in unknown.talk
    choice = backsmith("change", "database=mysql", *flags)
    assert choice.code == 1
    assert "postgresql or sqlite" in choice.talk
    added = backsmith("change", "database+=sqlite", *flags)
    assert added.code == 1
    assert "takes one answer" in added.talk
    nothing = backsmith("change", *flags)
    assert nothing.code == 1
    assert "Nothing is said" in nothing.talk


def test_a_locked_answer_cannot_be_changed(
    template: SmallTemplate, tmp_path: Path, backsmith: Command
) -> None:
    policy = {**NONE, "lock": {"database": "postgresql"}}
    project = template.make_project(tmp_path / "locked", "v1.0.0", preset="acme", policy=policy)
    before = list_files(project)

    done = backsmith("change", "database=sqlite", "--project", str(project), "--yes")

    assert done.code == 1
    assert "locked to postgresql by preset acme" in done.talk
    assert list_files(project) == before
