"""Go from one migration to the next on an empty database, and look at what each of them does."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.core.database import DatabaseSettings
from app.core.database.migrating import run_alembic
from dev.contract.rules import Step, judge, watch
from dev.contract.waivers import is_waived


@dataclass(frozen=True)
class Break:
    """Something in a migration that code which still runs may not bear."""

    path: Path
    line: int
    rule: str
    why: str


def list_revisions(folder: Path) -> list[tuple[str, Path]]:
    """Return the migrations in `folder`, the first one first: name and file."""
    scripts = ScriptDirectory(str(folder.resolve()))
    return [(script.revision, Path(script.path)) for script in scripts.walk_revisions()][::-1]


def find_breaks(settings: DatabaseSettings) -> list[Break]:
    """Migrate the empty database of `settings`, and return what breaks code that still runs.

    The first migration is free: before it there is nobody. So is what a waiver names.
    """
    (first, _), *later = list_revisions(settings.migrations)
    run_alembic(settings, lambda config: command.upgrade(config, first))
    return [one for name, path in later for one in look_at(settings, name, path)]


def look_at(settings: DatabaseSettings, name: str, path: Path) -> Iterator[Break]:
    """Apply one migration, and yield what is wrong with it."""
    steps: list[Step] = []

    def upgrade(config: Config) -> None:
        with watch(config.attributes["connection"], lambda done: note(done, path, steps)):
            command.upgrade(config, name)

    run_alembic(settings, upgrade)
    source = path.read_text()
    for line, rule, why in judge(steps):
        if not is_waived(source, line):
            yield Break(path, line, rule, why)


def note(done: Any, path: Path, steps: list[Step]) -> None:
    """Add what was done to `steps`, with the line of the migration that asked for it, if any."""
    frame = sys._getframe().f_back
    while frame is not None and frame.f_code.co_filename != str(path):
        frame = frame.f_back
    if frame is not None:
        steps.append(Step(frame.f_lineno, done))
