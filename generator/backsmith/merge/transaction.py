"""Write a set of files so that the disk has all of the old or all of the new, whatever happens.

First all new bytes are staged and all old ones backed up; then a journal appears, in one rename;
then files are moved into place. A run that ends in between is rolled back: by itself, or, if it
was killed, by the next one. Moving a file needs no room on the disk.
"""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from backsmith.errors import WriteFailed
from backsmith.merge import index
from backsmith.merge.disk import (
    describe,
    look_kind,
)
from backsmith.merge.journal import (
    BEFORE,
    DONE,
    NEW,
    OPEN,
    WRITING,
    Journal,
    Move,
    make_name,
    prune,
    save,
    set_phase,
)
from backsmith.merge.moving import (
    back_up,
    check,
    list_missing,
    remove_empty,
    remove_folders,
    restore,
    stage,
)
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import Step

STAGED, INDEX, OLD_INDEX = "after", "index", "index-before"


@dataclass(frozen=True)
class Order:
    """What is to be written, and what the journal is to remember of it.

    Attributes:
        entries: what git's index is to have of some paths; empty: it stays as it is.
        sweeps: the folders that may go once they are empty; None: any that a removal empties.
    """

    title: str
    steps: Sequence[Step]
    entries: Mapping[str, list[str]] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    undoes: str = ""
    sweeps: frozenset[str] | None = None


def run(repository: Repository, order: Order, step: Callable[[], None] = lambda: None) -> Journal:
    """Write what `order` says and return its journal; the caller holds the lock.

    `step` is called after each thing that is done to the disk.

    Raises:
        ChangesInTheWay: a path is not as it was when the order was made.
        WriteFailed: the disk did not let us; it is as it was.
    """
    name = make_name(repository.state)
    folder = repository.state / name
    try:
        if order.entries:
            index.take_lock(repository)
        journal = _prepare(repository, order, name, step)
    except BaseException as error:
        _forget(repository, name)
        raise _explain(error, repository) from error
    try:
        _apply(repository, journal, order, step)
        journal = set_phase(repository, journal, OPEN if order.conflicts else DONE)
    except BaseException as error:
        roll_back(repository, journal)
        raise _explain(error, repository) from error
    _clean(repository, journal, folder)
    return journal


def roll_back(repository: Repository, journal: Journal) -> list[str]:
    """Bring back what was there before an unfinished write; return what somebody changed since.

    It may be interrupted and run again.
    """
    folder = repository.state / journal.name
    with suppress(FileNotFoundError):
        _restore_index(repository, folder)
    changed = [
        move.path for move in reversed(journal.moves) if not restore(repository, folder, move)
    ]
    for made in sorted(journal.folders, reverse=True):
        with suppress(OSError):
            (repository.root / made).rmdir()
    if not changed:
        _forget(repository, journal.name)
    else:
        set_phase(repository, journal, DONE)
        _clean(repository, journal, folder)
    return changed


def sweep(repository: Repository) -> None:
    """Remove what a killed run had prepared and not begun."""
    for folder in repository.state.glob(f"*{NEW}"):
        _forget(repository, folder.name.removesuffix(NEW))


def _prepare(repository: Repository, order: Order, name: str, step: Callable[[], None]) -> Journal:
    """Stage the new bytes, back the old ones up, and let the journal appear."""
    folder = repository.state / f"{name}{NEW}"
    folder.mkdir(parents=True)
    step()
    staged = _choose_stage(repository, name)
    staged.mkdir()
    step()
    moves = []
    for number, planned in enumerate(order.steps):
        check(repository, planned)
        if planned.after is not None:
            stage(staged / str(number), planned.after)
        if planned.before.kind in ("file", "link"):
            back_up(repository.root / planned.path, folder / BEFORE / planned.path)
        step()
        moves.append(Move(planned.path, planned.before, describe(planned.after)))
    paths = [move.path for move in moves] + list(order.entries)
    entries = index.read_index(repository, paths)
    if order.entries:
        with suppress(FileNotFoundError):
            shutil.copy2(index.find_index(repository), folder / OLD_INDEX)
        index.make_index(repository, order.entries, folder / INDEX)
        step()
    journal = Journal(
        name=name,
        title=order.title,
        prefix=repository.prefix,
        phase=WRITING,
        head=repository.head,
        moves=tuple(moves),
        staged=os.fspath(staged),
        folders=list_missing(repository, moves),
        index={path: entries.get(path, []) for path in paths},
        has_index=bool(order.entries),
        conflicts=order.conflicts,
        beside=order.beside,
        undoes=order.undoes,
    )
    save(journal, folder)
    step()
    folder.rename(repository.state / name)
    step()
    return journal


def _apply(
    repository: Repository, journal: Journal, order: Order, step: Callable[[], None]
) -> None:
    """Move every file into its place, then the index."""
    folder = repository.state / journal.name
    staged = _find_stage(repository, journal)
    for number, planned in enumerate(order.steps):
        place = repository.root / planned.path
        check(repository, planned)
        if planned.after is None:
            if planned.before.kind in ("file", "link"):
                place.unlink()
            remove_empty(repository.root, planned.path, order.sweeps)
        else:
            if look_kind(place) == "folder":
                remove_folders(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            (staged / str(number)).replace(place)
        step()
    if journal.has_index:
        (folder / INDEX).replace(index.find_index(repository))
        step()


def _restore_index(repository: Repository, folder: Path) -> None:
    """Bring git's index back, if this write had put its own in place."""
    place, old = index.find_index(repository), folder / OLD_INDEX
    if not old.exists() and not (folder / INDEX).exists():
        return
    if not (folder / INDEX).exists():  # it was moved into place
        if old.exists():
            old.replace(place)
        else:
            place.unlink()


def _choose_stage(repository: Repository, name: str) -> Path:
    """Return where new files wait: on the disk of the project, so that a rename moves them."""
    inside = repository.state / f"{name}{NEW}"
    if inside.stat().st_dev == repository.root.stat().st_dev:
        return inside / STAGED
    return repository.root / f".backsmith-{name}"


def _find_stage(repository: Repository, journal: Journal) -> Path:
    """Return where the new files wait, after the journal's folder got its name."""
    staged = Path(journal.staged)
    if staged.name != STAGED:
        return staged
    return repository.state / journal.name / STAGED


def _forget(repository: Repository, name: str) -> None:
    """Remove all that a write has left beside the project's own files."""
    shutil.rmtree(repository.root / f".backsmith-{name}", ignore_errors=True)
    shutil.rmtree(repository.state / f"{name}{NEW}", ignore_errors=True)
    doomed = repository.state / name
    if doomed.exists():
        doomed = doomed.rename(repository.state / f"{name}{NEW}")
        shutil.rmtree(doomed, ignore_errors=True)
    index.free_lock(repository)


def _clean(repository: Repository, journal: Journal, folder: Path) -> None:
    """Remove what only the writing needed."""
    index.free_lock(repository)
    shutil.rmtree(_find_stage(repository, journal), ignore_errors=True)
    for name in (INDEX, OLD_INDEX):
        (folder / name).unlink(missing_ok=True)
    prune(repository)


def _explain(error: BaseException, repository: Repository) -> BaseException:
    """Return an error of the disk as one that a person can mend."""
    if not isinstance(error, OSError):
        return error
    return WriteFailed(
        f"{repository.root} cannot be written: {error.strerror or error}.",
        "It is as it was. Make room, or get the right to write there, and run it again.",
    )
