"""Run what a trusted template wants to run: once, after the merge, in the project.

The order is copier's: migrations before, tasks, migrations after. Unlike copier's, all of them see
the merged files.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backsmith.errors import TaskFailed
from backsmith.foreign.filling import fill_each
from backsmith.foreign.migrations import AFTER, Migration, find_migrations, read_version
from backsmith.foreign.settings import Settings, read_settings
from backsmith.foreign.wishes import show_command
from backsmith.project import Project
from backsmith.say import flatten
from backsmith.sources.release import Release

STDERR = 2
FALSE = {"", "n", "no", "f", "false", "off", "0", "none", "null", "~"}  # as copier reads a `when`


@dataclass(frozen=True)
class Task:
    """One command of a template.

    Attributes:
        command: for a shell, or a list of words.
        folder: where it runs, below the project.
        condition: whether it runs; Jinja until it is filled in.
        known: what it knows besides the answers: `_stage`, `_version_from`.
    """

    command: str | tuple[str, ...]
    folder: str = "."
    condition: str = "true"
    known: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Return the command as a person reads it."""
        words = self.command if isinstance(self.command, str) else list(self.command)
        place = f" (in {flatten(self.folder)})" if self.folder != "." else ""
        return f"{show_command(words)}{place}"

    @property
    def variables(self) -> dict[str, str]:
        """Return what its environment has besides ours: `STAGE`, `VERSION_FROM`."""
        return {name.lstrip("_").upper(): value for name, value in self.known.items()}


def list_tasks(
    project: Project, old: Release, new: Release, answers: Mapping[str, Any]
) -> tuple[Task, ...]:
    """Return what is to be run in `project` on the way from `old` to `new`, filled in.

    Raises:
        RenderFailed: a command cannot be filled in.
    """
    settings = read_settings(new.root)
    tasks = [*_find_tasks(settings, old, new)]
    texts = [(text, task.known) for task in tasks for text in _list_texts(task)]
    context = make_context(project, new, answers)
    filled = iter(fill_each(settings, texts, context, settings.extensions))
    ready = [_fill(task, filled) for task in tasks]
    return tuple(task for task in ready if task.condition.strip().lower() not in FALSE)


def _find_tasks(settings: Settings, old: Release, new: Release) -> Iterator[Task]:
    """Give every command in its order."""
    way = {"_version_from": old.version, "_version_to": new.version}
    way["_version_pep440_from"] = _normalize(old.version)
    way["_version_pep440_to"] = _normalize(new.version)
    found = find_migrations(settings.migrations, old.version, new.version)
    ran = [_read_migration(migration, settings, way) for migration in found]
    yield from (task for task in ran if task.known["_stage"] == "before")
    yield from map(_read_task, settings.tasks)
    yield from (task for task in ran if task.known["_stage"] == "after")


def _read_migration(migration: Migration, settings: Settings, way: Mapping[str, str]) -> Task:
    """Return the command of a migration on its `way` between two versions."""
    start = settings.jinja.get("variable_start_string", "{{")
    end = settings.jinja.get("variable_end_string", "}}")
    condition = migration.condition or "true"
    known = {"_stage": migration.stage, "_copier_operation": "update", **way}
    if migration.version:
        known["_version_current"] = migration.version
        known["_version_pep440_current"] = _normalize(migration.version)
    return Task(
        _read_command(migration.command),
        migration.folder,
        AFTER.format(start=start, end=end) if condition == AFTER else condition,
        known,
    )


def _read_task(entry: Any) -> Task:
    """Return the command of one entry of `_tasks`."""
    details = entry if isinstance(entry, dict) else {"command": entry}
    return Task(
        _read_command(details.get("command", "")),
        str(details.get("working_directory", ".")),
        str(details.get("when", "true")),
        {"_stage": "task", "_copier_operation": "update"},
    )


def _normalize(version: str) -> str:
    """Return a version as Python writes it, or nothing for one that is none."""
    return str(read_version(version) or "")


def _read_command(command: Any) -> str | tuple[str, ...]:
    """Return a command as it is written."""
    return tuple(map(str, command)) if isinstance(command, list) else str(command)


def _list_texts(task: Task) -> Iterator[str]:
    """Give the texts of a task that may have braces."""
    yield task.condition
    yield task.folder
    yield from [task.command] if isinstance(task.command, str) else task.command


def _fill(task: Task, filled: Iterator[str]) -> Task:
    """Return a task with the next texts in place of its own."""
    condition, folder = next(filled), next(filled)
    if isinstance(task.command, str):
        return Task(next(filled), folder, condition, task.known)
    return Task(tuple(next(filled) for _ in task.command), folder, condition, task.known)


def make_context(project: Project, release: Release, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what commands see: the answers, and those words of copier that still mean one."""
    return {
        **answers,
        "_copier_answers": {**answers, "_src_path": release.source, "_commit": release.version},
        "_copier_conf": {
            "src_path": str(release.root),
            "dst_path": str(project.root),
            "answers_file": project.answers_file,
            "vcs_ref": release.version,
            "vcs_ref_hash": release.commit,
            "sep": os.sep,
            "os": {"linux": "linux", "darwin": "macos"}.get(sys.platform),
        },
        "_folder_name": project.root.name,
        "_copier_python": sys.executable,
        "_copier_phase": "tasks",
    }


def run_tasks(tasks: Sequence[Task], root: Path) -> None:
    """Run commands in the project at `root`, one after the other; what they print is talk.

    Raises:
        TaskFailed: which one failed, and how; those after it were not run.
    """
    for number, task in enumerate(tasks, 1):
        later = len(tasks) - number
        try:
            done = subprocess.run(  # noqa: S603 (the person trusts the template)
                task.command,
                shell=isinstance(task.command, str),
                cwd=root / task.folder,
                env={**os.environ, **task.variables},
                stdin=subprocess.DEVNULL,
                stdout=STDERR,
                check=False,
            )
            reason = f"ended with {done.returncode}" if done.returncode else ""
        except OSError as error:
            reason = f"cannot be started: {error.strerror or error}"
        if reason:
            rest = f" {later} more were not run." if later else ""
            raise TaskFailed(
                f"The template's command '{task.shown}' {reason}.{rest}",
                "The files are merged. Run it by hand, or go back: backsmith undo",
            )
