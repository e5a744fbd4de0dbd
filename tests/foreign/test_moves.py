"""A project of somebody else's template is updated as ours are; its commands wait for --trust."""

from pathlib import Path

import pytest

from backsmith.git import Git
from tests.conftest import Command, list_files
from tests.foreign.conftest import QUESTIONS, Foreign
from tests.sources.repositories import commit

LINES = "".join(f"line {number}\n" for number in range(12))
TASK = QUESTIONS + "_tasks: ['echo ran $STAGE >> ran.txt']\n"


@pytest.fixture
def project(foreign: Foreign) -> Path:
    """A committed project at v1.0.0, in which a person has written a line."""
    foreign.release("v1.0.0", **{"a.txt": LINES})
    root = foreign.place / "shop"
    foreign.render("v1.0.0", name="depot").rename(root)
    git = Git(root)
    git.ask("init", "--quiet", "-b", "main")
    commit(git, {})
    commit(git, {"a.txt": LINES + "mine\n"})
    return root


def test_both_sides_are_merged_and_what_runs_by_itself_is_named_first(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release(
        "v2.0.0", **{"a.txt": "new\n" + LINES, ".github__workflows__ci.yml": "on: push\n"}
    )

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 0, done.talk
    assert (project / "a.txt").read_text() == "new\n" + LINES + "mine\n"
    assert "_commit: v2.0.0" in (project / ".copier-answers.yml").read_text()
    assert "run by themselves\n  .github/workflows/ci.yml" in done.talk


def test_commands_wait_for_trust_and_run_once_after_the_merge(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release("v2.0.0", TASK, **{"a.txt": "new\n" + LINES})
    before = list_files(project)

    refused = backsmith("update", "--project", str(project), "--yes")
    assert refused.code == 4
    assert "`echo ran $STAGE >> ran.txt` after the merge" in refused.talk
    assert list_files(project) == before

    done = backsmith("update", "--project", str(project), "--yes", "--trust")
    assert done.code == 0, done.talk
    assert (project / "ran.txt").read_text() == "ran task\n"


def test_a_migration_on_the_way_waits_for_trust(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    settings = QUESTIONS + "_migrations: [{version: 2.0.0, command: touch migrated}]\n"
    foreign.release("v2.0.0", settings, **{"a.txt": LINES})

    refused = backsmith("update", "--project", str(project), "--yes")
    assert refused.code == 4

    backsmith("update", "--project", str(project), "--yes", "--trust")
    assert (project / "migrated").exists()


def test_with_conflicts_commands_are_named_and_not_run(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release("v2.0.0", TASK, **{"a.txt": LINES + "theirs\n"})

    done = backsmith("update", "--project", str(project), "--yes", "--trust")

    assert done.code == 3
    assert not (project / "ran.txt").exists()
    assert "were not run" in done.talk


def test_files_that_are_the_project_s_own_stay(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    settings = QUESTIONS + "_skip_if_exists: ['{{ \"a\" }}.txt']\n"
    foreign.release("v2.0.0", settings, **{"a.txt": "all new\n", "b.txt": "b\n"})

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 0, done.talk
    assert (project / "a.txt").read_text() == LINES + "mine\n"
    assert (project / "b.txt").exists()


def test_a_template_that_moved_elsewhere_waits_for_a_word(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release("v2.0.0", **{"b.txt": "b"})
    other = foreign.place / "other"
    foreign.git.ask("clone", "--quiet", ".", str(other))
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace(foreign.address, f"file://{other}"))
    commit(Git(project), {})

    refused = backsmith("update", "--project", str(project), "--yes")
    assert refused.code == 4
    assert "--accept-source" in refused.talk

    assert backsmith("update", "--project", str(project), "--yes", "--accept-source").code == 0


def test_a_new_question_without_a_default_is_named_and_may_be_answered(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release("v2.0.0", QUESTIONS + "docs: {type: str}\n", **{"b.txt.jinja": "{{ docs }}"})
    command = ("update", "--project", str(project), "--yes")

    refused = backsmith(*command)
    assert refused.code == 1
    assert "Answer it: -d docs=..." in refused.talk

    assert backsmith(*command, "-d", "docs=sphinx").code == 0
    assert (project / "b.txt").read_text() == "sphinx"


@pytest.mark.slow
def test_an_answer_is_changed_at_the_same_version(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release("v2.0.0", TASK, **{"a.txt": LINES, "b.txt.jinja": "{{ name }}"})
    backsmith("update", "--project", str(project), "--yes", "--trust")
    commit(Git(project), {})

    done = backsmith("change", "--project", str(project), "--yes", "--trust", "name=barn")

    assert done.code == 0, done.talk
    assert (project / "b.txt").read_text() == "barn"
    assert "name: barn" in (project / ".copier-answers.yml").read_text()


def test_a_question_that_is_gone_and_one_that_is_new_are_said(
    foreign: Foreign, project: Path, backsmith: Command
) -> None:
    foreign.release("v2.0.0", "title: {type: str, default: depot}\nsize: {type: int, default: 1}\n")

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 0, done.talk
    assert "name is not asked any longer; it was 'depot'" in done.talk
    assert "title is a new question, and takes its default" in done.talk
    assert "size is" not in done.talk
