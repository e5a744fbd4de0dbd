"""`backsmith update` brings what is new, keeps what a person wrote, and says all of it before."""

import json
from pathlib import Path

import pytest

from backsmith.git import Git
from tests.conftest import Command, list_files
from tests.moves.small import CORE, OPTIONS, SmallTemplate, edit, save

MAIN = "".join(f"line_{n} = {n}\n" for n in range(1, 13))
NEWER = MAIN.replace("line_2 = 2", "line_2 = 22")


@pytest.fixture
def newer(template: SmallTemplate) -> SmallTemplate:
    """The template with v1.1.0: a changed line, a new file."""
    template.release("v1.1.0", {f"{CORE}/app/main.py": NEWER, f"{CORE}/app/new.py": "x = 1\n"})
    return template


def test_the_lines_of_both_are_merged(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    edit(project / "app/main.py", "line_11 = 11", "line_11 = 'mine'")
    save(project)

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 0, done.talk
    text = (project / "app/main.py").read_text()
    assert "line_2 = 22" in text
    assert "line_11 = 'mine'" in text
    assert (project / "app/new.py").is_file()
    assert "_commit: v1.1.0" in (project / ".copier-answers.yml").read_text()


def test_a_dry_run_shows_everything_and_writes_nothing(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    before = list_files(project)

    done = backsmith("update", "--project", str(project), "--dry-run")

    assert done.code == 0
    assert "app/new.py" in done.data
    assert "1 added" in done.data
    assert list_files(project) == before


def test_the_report_can_be_had_as_data(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    done = backsmith("update", "--project", str(project), "--dry-run", "--json")

    report = json.loads(done.data)
    assert (report["from"], report["to"], report["written"]) == ("v1.0.0", "v1.1.0", False)
    kinds = {file["path"]: file["change"] for file in report["files"]}
    assert kinds["app/new.py"] == "added"
    assert kinds["app/main.py"] == "updated"


def test_conflicts_are_listed_and_wait_for_a_person(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    edit(project / "app/main.py", "line_2 = 2", "line_2 = 'mine'")
    save(project)

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 3
    assert "app/main.py" in done.talk
    assert "--continue" in done.talk
    text = (project / "app/main.py").read_text()
    assert "<<<<<<< project\nline_2 = 'mine'" in text
    assert ">>>>>>> template v1.1.0" in text
    again = backsmith("update", "--project", str(project), "--yes")
    assert again.code == 3
    assert "is not finished" in again.talk
    assert backsmith("update", "--project", str(project), "--continue").code != 0
    edit(project / "app/main.py", text[text.index("<<<<<<<") : text.index(">>>>>>>")], "")
    edit(project / "app/main.py", ">>>>>>> template v1.1.0\n", "line_2 = 'both'\n")
    Git(project).ask("add", "app/main.py")
    assert backsmith("update", "--project", str(project), "--continue").code == 0
    assert "_commit: v1.1.0" in (project / ".copier-answers.yml").read_text()


def test_an_update_with_conflicts_can_be_taken_back(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    edit(project / "app/main.py", "line_2 = 2", "line_2 = 'mine'")
    save(project)
    before = list_files(project / "app")

    backsmith("update", "--project", str(project), "--yes")
    done = backsmith("update", "--project", str(project), "--abort")

    assert done.code == 0
    assert list_files(project / "app") == before
    assert Git(project).read("status", "--porcelain") == ""


def test_the_newest_version_leaves_nothing_to_do(project: Path, backsmith: Command) -> None:
    done = backsmith("update", "--project", str(project))

    assert done.code == 0
    assert "nothing to do" in done.talk


def test_nobody_to_ask_is_an_error_without_yes(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    done = backsmith("update", "--project", str(project))

    assert done.code == 1
    assert "--yes" in done.talk
    assert not (project / "app/new.py").exists()


def test_work_that_is_not_committed_is_named_before_anybody_is_asked(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    edit(project / "app/main.py", "line_11 = 11", "line_11 = 'mine'")

    done = backsmith("update", "--project", str(project))

    assert done.code == 1
    assert "it would be lost: app/main.py" in done.talk
    assert "--yes" not in done.talk
    assert not (project / "app/new.py").exists()


def test_a_version_can_be_named_with_or_without_its_letter(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    newer.release("v1.2.0", {f"{CORE}/app/last.py": "x = 2\n"})

    assert backsmith("update", "--project", str(project), "--yes", "--to", "1.1.0").code == 0
    assert not (project / "app/last.py").exists()
    wrong = backsmith("update", "--project", str(project), "--to", "v9")
    assert wrong.code == 1
    assert "v9" in wrong.talk


def test_a_dropped_choice_is_asked_about_and_never_replaced(
    template: SmallTemplate, project: Path, backsmith: Command
) -> None:
    template.release("v2.0.0", options={"database": ("sqlite", "mariadb"), "ci": ("none",)})
    flags = ("--project", str(project), "--yes")

    refused = backsmith("update", *flags)
    taken = backsmith("update", *flags, "-d", "database=mariadb", "-d", "ci=none")

    assert refused.code == 1
    assert "'postgresql'" in refused.talk
    assert "-d database=" in refused.talk
    assert taken.code == 0, taken.talk
    assert "database: mariadb" in (project / ".copier-answers.yml").read_text()


RENAMED = """- version: 2.0.0
  choices: [{option: database, from: postgresql, to: postgres}]
  options: [{from: ci, to: pipeline}]
  files: [{from: app/main.py, to: app/entry.py}]
  added: [a pipeline]
  manual: [tell your colleagues]
"""


def test_what_a_release_renamed_is_followed_and_said(
    template: SmallTemplate, project: Path, backsmith: Command
) -> None:
    edit(project / "app/main.py", "line_11 = 11", "line_11 = 'mine'")
    save(project)
    options = {"database": ("postgres", "sqlite"), "pipeline": ("github", "none")}
    files = {f"{CORE}/app/main.py": None, f"{CORE}/app/entry.py": NEWER}
    template.release("v2.0.0", files, options, RENAMED)

    done = backsmith("update", "--project", str(project), "--yes")

    recorded = (project / ".copier-answers.yml").read_text()
    assert "database: postgres\n" in recorded
    assert "pipeline: github" in recorded
    assert "ci is now called pipeline" in done.talk
    assert "tell your colleagues" in done.talk
    assert "a pipeline" in done.talk
    assert "line_11 = 'mine'" in (project / "app/entry.py").read_text()


def test_a_new_question_takes_its_default_and_is_said(
    template: SmallTemplate, project: Path, backsmith: Command
) -> None:
    template.release("v1.1.0", options={**OPTIONS, "cache": ("none", "redis")})

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 0
    assert "cache: nothing -> none" in done.talk
    assert "cache is a new question" in done.talk


def test_what_only_a_person_can_do_is_said(
    template: SmallTemplate, project: Path, backsmith: Command
) -> None:
    (project / ".env").write_text("PORT=1\n")
    tables = 'op.create_table("notes")\nop.create_table("sessions")\n'
    files = {
        f"{CORE}/.env.example": "PORT=8000\nTOKEN=\n",
        f"{CORE}/migrations/0001_initial.py": tables,
    }
    template.release("v1.1.0", files)

    done = backsmith("update", "--project", str(project), "--yes")

    assert "set in your .env what it lacks: TOKEN" in done.talk
    assert 'make migration m="add sessions"' in done.talk
    assert "sessions" not in (project / "migrations/0001_initial.py").read_text()
    assert (project / ".env").read_text() == "PORT=1\n"


def test_a_branch_gets_it_and_the_work_tree_stays(
    newer: SmallTemplate, project: Path, backsmith: Command
) -> None:
    git = Git(project)
    git.ask("config", "user.name", "Ada")
    git.ask("config", "user.email", "ada@example.com")
    (project / "app/main.py").write_text("not committed\n")
    before = list_files(project / "app")

    done = backsmith("update", "--project", str(project), "--yes", "--branch")

    assert done.code == 0, done.talk
    assert list_files(project / "app") == before
    branch = "backsmith/update-to-v1.1.0"
    assert git.read("show", f"{branch}:app/main.py") == NEWER.rstrip("\n")
    assert git.read("log", "-1", "--format=%an %s", branch) == "Ada Update to v1.1.0"


def test_a_merge_that_fails_the_check_is_not_written(
    template: SmallTemplate, project: Path, backsmith: Command
) -> None:
    template.release("v1.1.0", {f"{CORE}/Makefile": "check:\n\t@echo this is bad; exit 1\n"})
    template.release("v1.2.0", {f"{CORE}/Makefile": "check:\n\t@test -e app/main.py\n"})
    before = list_files(project)
    flags = ("--project", str(project), "--yes", "--verify")

    bad = backsmith("update", *flags, "--to", "v1.1.0")

    assert bad.code == 3
    assert "this is bad" in bad.talk
    assert list_files(project) == before
    assert backsmith("update", *flags).code == 0


def test_an_update_can_be_undone(newer: SmallTemplate, project: Path, backsmith: Command) -> None:
    before = {k: v for k, v in list_files(project).items() if not k.startswith(".git/")}

    backsmith("update", "--project", str(project), "--yes")
    done = backsmith("undo", "--project", str(project))

    assert done.code == 0, done.talk
    after = {k: v for k, v in list_files(project).items() if not k.startswith(".git/")}
    assert after == before
