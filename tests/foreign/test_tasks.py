"""What a template wants to run is said first, and runs once, in copier's order, when trusted."""

from pathlib import Path

import pytest

from backsmith.errors import SourceUntrusted, TaskFailed
from backsmith.foreign.executables import list_executables
from backsmith.foreign.tasks import Task, list_tasks, run_tasks
from backsmith.foreign.wishes import check_trust
from backsmith.project import Project
from backsmith.releases import Release

SETTINGS = """
_jinja_extensions: [jinja2.ext.do]
_tasks:
  - "echo {{ name }} $STAGE >> log"
  - [sh, -c, "echo list >> log"]
  - {command: "pwd >> ../log", working_directory: "{{ folder }}"}
  - {command: "echo never >> log", when: "{{ _copier_operation == 'copy' }}"}
_migrations:
  - {version: 1.0.0, command: "echo old >> log"}
  - {version: 2.0.0, command: "echo $STAGE $VERSION_FROM $VERSION_TO $VERSION_CURRENT >> log"}
  - {version: 2.0.0, command: "echo first >> log", when: "{{ _stage == 'before' }}"}
  - {version: 1.5.0, before: ["echo b $STAGE >> log"], after: ["echo a $STAGE >> log"]}
  - "echo always $VERSION_PEP440_TO >> log"
  - {version: 3.0.0, command: "echo future >> log"}
"""


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A template that wants to run much."""
    (tmp_path / "template").mkdir()
    (tmp_path / "template/copier.yml").write_text(SETTINGS)
    return Release(tmp_path / "template", "v2.0.0", "https://example.com/t.git")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a folder in it."""
    (tmp_path / "shop/sub").mkdir(parents=True)
    return Project(tmp_path / "shop", ".copier-answers.yml", {"name": "shop", "folder": "sub"})


def old(version: str) -> Release:
    """Return the release that the project has."""
    return Release(Path("/nowhere"), version, "https://example.com/t.git")


def test_all_that_would_run_is_named(release: Release) -> None:
    with pytest.raises(SourceUntrusted) as refusal:
        check_trust(release, "v1.4.0", trust=False)

    assert "Python of jinja2.ext.do while it is rendered" in refusal.value.message
    assert "`echo {{ name }} $STAGE >> log` after the merge" in refusal.value.message
    assert "--trust" in refusal.value.hint
    check_trust(release, "v1.4.0", trust=True)


def test_what_lies_behind_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "copier.yml").write_text("_migrations: [{version: 2.0.0, command: rm -r x}]\n")

    check_trust(Release(tmp_path, "v3.0.0", "x"), "v2.1.0", trust=False)
    with pytest.raises(SourceUntrusted, match=r"`rm -r x` on the way past 2\.0\.0"):
        check_trust(Release(tmp_path, "v3.0.0", "x"), "v1.9.0", trust=False)


def test_a_caller_that_runs_nothing_is_refused_only_for_extensions(tmp_path: Path) -> None:
    (tmp_path / "copier.yml").write_text("_tasks: [make]\n")

    check_trust(Release(tmp_path, "v1", "x"), "v1", trust=False, tasks=False)


def test_tasks_and_migrations_run_once_in_their_order(release: Release, project: Project) -> None:
    tasks = list_tasks(project, old("v1.4.0"), release, project.answers)
    run_tasks(tasks, project.root)

    assert (project.root / "log").read_text().splitlines() == [
        "first",
        "b before",
        "shop task",
        "list",
        str(project.root / "sub"),
        "after v1.4.0 v2.0.0 2.0.0",
        "a after",
        "always 2.0.0",
    ]


def test_a_change_of_answers_migrates_nothing(release: Release, project: Project) -> None:
    tasks = list_tasks(project, old("v2.0.0"), release, project.answers)

    assert len(tasks) == 3


def test_a_command_that_fails_is_named_and_what_follows_is_not_run(tmp_path: Path) -> None:
    tasks = [Task("exit 7"), Task("touch later"), Task("touch latest")]

    with pytest.raises(TaskFailed, match=r"'exit 7' ended with 7\. 2 more were not run"):
        run_tasks(tasks, tmp_path)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("task", [Task(("no-such-program",)), Task("true", "no-such-folder")])
def test_a_command_that_cannot_start_is_named(task: Task, tmp_path: Path) -> None:
    with pytest.raises(TaskFailed, match="cannot be started: No such file"):
        run_tasks([task], tmp_path)


def test_what_runs_by_itself_is_looked_at_first() -> None:
    paths = ["src/a.py", ".github/workflows/ci.yml", ".envrc", ".vscode/tasks.json", "package.json",
             "web/package.json", ".pre-commit-config.yaml", "docs/package.json.md"]  # fmt: skip

    assert list_executables(paths) == [
        ".envrc", ".github/workflows/ci.yml", ".pre-commit-config.yaml", ".vscode/tasks.json",
        "package.json", "web/package.json",
    ]  # fmt: skip
