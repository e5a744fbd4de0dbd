"""The journal of what was written: one folder per write below `.git/backsmith/`.

.git/backsmith/lock                 held while a run writes
.git/backsmith/TIME/journal.json    what was there, what was to come, and how far it went
.git/backsmith/TIME/before/PATH     what was overwritten or removed
.git/backsmith/TIME.new/            a journal that is being prepared: nothing was touched yet
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backsmith.errors import AlreadyRunning, WriteFailed
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import Look
from backsmith.staging import try_lock

NEW = ".new"
FILE, BEFORE = "journal.json", "before"
WRITING, OPEN, DONE = "writing", "open", "done"
KEPT = 10  # journals, with their backups
FORM = 1


@dataclass(frozen=True)
class Move:
    """One path of a journal: what lay there, and what lies there once it is written."""

    path: str
    before: Look
    after: Look


@dataclass(frozen=True)
class Journal:
    """One write, as its folder tells.

    Attributes:
        name: its time, which is the name of its folder.
        title: what it was: `update to v0.2.0`.
        prefix: the project's folder below the top.
        phase: `writing`, `open` (conflicts wait) or `done`.
        head: the commit that was checked out.
        moves: the paths, in the order of writing.
        folders: the folders that it made.
        staged: where the new files wait; its own folder unless the disk is another one.
        index: of each path, what git's index had: `H MODE ID STAGE`.
        has_index: whether it changes git's index.
        conflicts: the paths that wait for a person.
        beside: files that go when the conflicts are resolved.
        undoes: the name of the write that this one takes back.
    """

    name: str
    title: str
    prefix: str
    phase: str
    head: str
    moves: tuple[Move, ...]
    staged: str
    folders: tuple[str, ...] = ()
    index: dict[str, list[str]] = field(default_factory=dict)
    has_index: bool = False
    conflicts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    undoes: str = ""


def save(journal: Journal, folder: Path) -> None:
    """Write a journal into its folder, in one rename."""
    data = {"form": FORM, **journal.__dict__}
    data["moves"] = [[m.path, _pack(m.before), _pack(m.after)] for m in journal.moves]
    new = folder / f"{FILE}{NEW}"
    with new.open("w", encoding="ascii") as file:
        json.dump(data, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / FILE)


def load(folder: Path) -> Journal:
    """Return the journal of a folder.

    Raises:
        WriteFailed: it cannot be read, or a later version has written it.
    """
    try:
        data: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="ascii"))
        if data.pop("form") != FORM:
            raise ValueError("another form")
        data["moves"] = tuple(Move(p, Look(*b), Look(*a)) for p, b, a in data["moves"])
        for name in ("folders", "conflicts", "beside"):
            data[name] = tuple(data[name])
        return Journal(**data)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise WriteFailed(
            f"The journal {folder / FILE} cannot be read.",
            f"What was overwritten lies in {folder / BEFORE}; move the folder away to go on.",
        ) from error


def list_journals(repository: Repository) -> list[Journal]:
    """Return the journals of the project, the oldest first."""
    folders = _list_folders(repository.state)
    found = [load(folder) for folder in folders if not folder.name.endswith(NEW)]
    return [journal for journal in found if journal.prefix == repository.prefix]


def find_open(repository: Repository) -> Journal | None:
    """Return the write of this project whose conflicts wait for a person."""
    return next((j for j in list_journals(repository) if j.phase == OPEN), None)


def find_last(repository: Repository) -> Journal | None:
    """Return the last write of this project that was not taken back."""
    journals = list_journals(repository)
    undone = {journal.undoes for journal in journals}
    plain = [j for j in journals if not j.undoes and j.name not in undone]
    return plain[-1] if plain else None


def make_name(state: Path) -> str:
    """Return the name of a new journal: the time, later than any other."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    names = [folder.name.removesuffix(NEW) for folder in _list_folders(state)]
    last = max(names, default="")
    return now if now > last else f"{last}0"


def prune(repository: Repository) -> None:
    """Forget the oldest journals, so that backups do not pile up."""
    folders = [f for f in _list_folders(repository.state) if not f.name.endswith(NEW)]
    for folder in folders[:-KEPT]:
        if load(folder).phase == DONE:
            shutil.rmtree(folder, ignore_errors=True)


def set_phase(repository: Repository, journal: Journal, phase: str) -> Journal:
    """Note how far a write has come."""
    journal = replace(journal, phase=phase)
    save(journal, repository.state / journal.name)
    return journal


@contextmanager
def hold_lock(repository: Repository) -> Iterator[None]:
    """Let no second run write into the same repository.

    Raises:
        AlreadyRunning: another one does.
    """
    repository.state.mkdir(exist_ok=True)
    handle = try_lock(repository.state / "lock", create=True)
    if handle is None:
        raise AlreadyRunning(
            f"Another run is writing into {repository.top}.", "Wait until it has ended."
        )
    try:
        yield
    finally:
        os.close(handle)


def _list_folders(state: Path) -> list[Path]:
    """Return the folders of all journals, the oldest first."""
    if not state.is_dir():
        return []
    return sorted(child for child in state.iterdir() if child.is_dir())


def _pack(look: Look) -> tuple[str, int, str]:
    """Return a look as the journal has it."""
    return look.kind, look.mode, look.digest
