"""Take the last write back; or, where its conflicts wait, end it or give it up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from backsmith.errors import ChangesInTheWay, Unresolved
from backsmith.merge import index, journal, transaction
from backsmith.merge.disk import describe, digest, is_same, look, read
from backsmith.merge.journal import DONE, OPEN, Journal, hold_lock
from backsmith.merge.repository import Repository, find_repository
from backsmith.merge.shapes import ABSENT, Content, Look, Step
from backsmith.merge.writing import nothing, recover_held, show

MARKERS = (b"<<<<<<< ", b">>>>>>> ")


@dataclass(frozen=True)
class Undone:
    """What was taken back: the title of the write, its paths, and where what it had made lies."""

    title: str
    paths: tuple[str, ...]
    backup: Path


@dataclass(frozen=True)
class State:
    """A write whose conflicts wait: what it was, and the paths to resolve."""

    title: str
    conflicts: tuple[str, ...]


def read_state(root: Path) -> State | None:
    """Return the write of this project whose conflicts wait, if there is one."""
    found = journal.find_open(find_repository(root))
    return State(found.title, found.conflicts) if found else None


def undo(root: Path, *, force: bool = False, step: Callable[[], None] = nothing) -> Undone:
    """Bring back what was there before the last write.

    With `force`, files that were edited since are taken back as well, and their edits kept
    beside the journal.

    Raises:
        ChangesInTheWay: there is nothing to take back, or files were edited since.
    """
    repository = find_repository(root)
    with hold_lock(repository):
        recover_held(repository)
        found = journal.find_last(repository)
        if found is None:
            raise ChangesInTheWay(
                "There is nothing to undo: no update or change is on record here.",
                "What git has, git brings back: git log, git checkout.",
            )
        return _take_back(repository, found, force, step)


def abort(root: Path, step: Callable[[], None] = nothing) -> Undone:
    """Give up a write whose conflicts wait: all is as before. What was edited since is kept.

    Raises:
        ChangesInTheWay: no conflicts wait.
    """
    repository = find_repository(root)
    with hold_lock(repository):
        recover_held(repository)
        return _take_back(repository, _find_open(repository), True, step)


def finish(root: Path) -> State:
    """End a write whose conflicts were resolved; the template's versions beside them go.

    Raises:
        ChangesInTheWay: no conflicts wait.
        Unresolved: some have not been resolved.
    """
    repository = find_repository(root)
    with hold_lock(repository):
        recover_held(repository)
        found = _find_open(repository)
        entries = index.read_index(repository, found.conflicts)
        marked = [path for path in found.conflicts if _has_markers(repository, path)]
        if marked:
            raise Unresolved(
                f"There are conflict markers left in {show(marked)}.",
                "Decide between the two sides, then: git add FILE",
            )
        unmerged = [p for p, e in entries.items() if any(not x.endswith(" 0") for x in e)]
        if unmerged:
            raise Unresolved(
                f"Not resolved yet: {show(unmerged)}.",
                "Say what is to stay with git add FILE or git rm FILE, then --continue again.",
            )
        _end(repository, found)
        return State(found.title, found.conflicts)


def _take_back(
    repository: Repository, found: Journal, force: bool, step: Callable[[], None]
) -> Undone:
    """Write what was there before `found`, through a journal of its own."""
    root = repository.root
    edited = [m.path for m in found.moves if _is_edited(look(root, m.path), m.after)]
    if edited and not force:
        raise ChangesInTheWay(
            f"Edited since {found.title}: {show(edited)}.",
            "Commit or move your edits first; or --force takes them back, too, and keeps a copy.",
        )
    steps = [_reverse(repository, found, move) for move in found.moves]
    steps = [s for s in steps if not is_same(s.before, describe(s.after))]
    order = transaction.Order(
        title=f"undo of {found.title}",
        steps=sorted(steps, key=lambda s: (s.after is not None, s.path)),
        entries=_find_entries(repository, found),
        undoes=found.name,
        sweeps=frozenset(found.folders),
    )
    done = transaction.run(repository, order, step)
    if found.phase == OPEN:
        journal.set_phase(repository, found, DONE)
    backup = repository.state / done.name / journal.BEFORE
    return Undone(found.title, tuple(m.path for m in done.moves), backup)


def _is_edited(now: Look, written: Look) -> bool:
    """Return whether a path is not as it was written; a folder may lie where a file was removed."""
    if written.kind == "absent" and now.kind == "folder":
        return False
    return not is_same(now, written)


def _reverse(repository: Repository, found: Journal, move: journal.Move) -> Step:
    """Return the step that brings one path back."""
    now = look(repository.root, move.path)
    if move.before.kind not in ("file", "link"):
        return Step(move.path, now, None)
    folder = repository.state / found.name / journal.BEFORE
    old = read(folder, move.path)
    if old is None or digest(old.data) != move.before.digest:
        raise ChangesInTheWay(
            f"The backup of {move.path} is damaged: {folder / move.path}.",
            "Bring the file back from git, or from a backup of your own.",
        )
    return Step(move.path, now, Content(old.data, move.before.mode, old.is_link))


def _find_entries(repository: Repository, found: Journal) -> dict[str, list[str]]:
    """Return what the index is to have again: nothing, where somebody has committed since."""
    if repository.head != found.head and not found.conflicts:
        return {}
    now = index.read_index(repository, found.index)
    return {path: old for path, old in found.index.items() if now.get(path, []) != old}


def _find_open(repository: Repository) -> Journal:
    """Return the write whose conflicts wait."""
    found = journal.find_open(repository)
    if found is None:
        raise ChangesInTheWay("No conflicts wait here.", "See what there is: git status")
    return found


def _has_markers(repository: Repository, path: str) -> bool:
    """Return whether a file on the disk still has both kinds of conflict markers."""
    content = read(repository.root, path)
    if content is None or content.is_link:
        return False
    lines = content.data.split(b"\n")
    return all(any(line.startswith(marker) for line in lines) for marker in MARKERS)


def _end(repository: Repository, found: Journal) -> None:
    """Note that no conflict waits, and sweep what lies beside the resolved files."""
    moves = []
    for move in found.moves:
        if move.path in found.beside and is_same(look(repository.root, move.path), move.after):
            (repository.root / move.path).unlink()
            move = replace(move, after=ABSENT)
        moves.append(move)
    journal.set_phase(repository, replace(found, moves=tuple(moves), conflicts=()), DONE)
