"""Write a merge, or plain files, into the project: with a journal, so that it can be taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backsmith.errors import ChangesInTheWay, Unresolved, WriteFailed
from backsmith.git import Git
from backsmith.merge import index, transaction
from backsmith.merge.computing import Merge
from backsmith.merge.disk import describe, find_obstacle, is_same, look
from backsmith.merge.journal import WRITING, Journal, find_open, hold_lock, list_journals
from backsmith.merge.repository import Repository, check_ready, find_repository
from backsmith.merge.shapes import Content, Stages, Step
from backsmith.say import flatten, join

SHOWN = 5  # paths that an error names


@dataclass(frozen=True)
class Written:
    """What was written: its title, its paths, and where what was there before lies now."""

    title: str
    paths: tuple[str, ...]
    conflicts: tuple[str, ...]
    backup: Path


def nothing() -> None:
    """Do nothing between two steps."""


def write(merge: Merge, title: str, step: Callable[[], None] = nothing) -> Written:
    """Write a merge; the disk has all of the old or all of the new state, whatever happens.

    Raises:
        ChangesInTheWay: something would be lost.
        Unresolved: an earlier update waits for a person.
        WriteFailed: the disk did not let us.
    """
    repository = merge.repository
    refuse(merge.in_way)
    with hold_lock(repository):
        recover_held(repository)
        check_ready(repository)
        check_closed(repository)
        check_head(repository)
        if merge.stages:
            _check_staged(merge)
            store_blobs(repository, merge.blobs, merge.stages)
        entries = index.write_stages(repository, merge.stages)
        order = transaction.Order(title, merge.steps, entries, merge.conflicts, merge.beside)
        return _describe(repository, transaction.run(repository, order, step))


def replace(
    root: Path,
    files: Mapping[str, tuple[bytes, int] | None],
    title: str,
    step: Callable[[], None] = nothing,
) -> Written:
    """Write plain files, bytes and rights, below `root`; None removes one.

    What lies there, committed or not, is kept beside the journal.
    """
    repository = find_repository(root)
    steps, in_way = [], {}
    for path, file in sorted(files.items(), key=lambda item: (item[1] is not None, item[0])):
        after = Content(*file) if file else None
        if obstacle := find_obstacle(repository.root, path):
            in_way[path] = f"{obstacle} is no folder"
            continue
        before = look(repository.root, path)
        if before.kind in ("folder", "other"):
            in_way[path] = "no file lies there"
        elif not is_same(before, describe(after)):
            steps.append(Step(path, before, after))
    refuse(in_way)
    with hold_lock(repository):
        recover_held(repository)
        check_closed(repository)
        return _describe(
            repository, transaction.run(repository, transaction.Order(title, steps), step)
        )


def recover(root: Path) -> str | None:
    """End what an interrupted run has left: the state before it. Return a sentence on it."""
    try:
        repository = find_repository(root)
    except ChangesInTheWay:
        return None  # no repository: nothing of ours
    if not repository.state.is_dir():
        return None
    with hold_lock(repository):
        return recover_held(repository)


def recover_held(repository: Repository) -> str | None:
    """End what an interrupted run has left, with the lock held."""
    transaction.sweep(repository)
    for journal in list_journals(repository):
        if journal.phase == WRITING:
            changed = transaction.roll_back(repository, journal)
            word = f"An interrupted run ({journal.title}) was taken back."
            if changed:
                place = repository.state / journal.name / "before"
                word += f" Changed since, so left: {show(changed)}; the old ones lie in {place}."
            return word
    return None


def check_closed(repository: Repository) -> None:
    """Refuse to write while conflicts of an earlier write wait.

    Raises:
        Unresolved: they do.
    """
    if waiting := find_open(repository):
        raise Unresolved(
            f"The conflicts of an earlier run ({waiting.title}) wait: {show(waiting.conflicts)}.",
            "Resolve them and run: backsmith update --continue; or --abort takes it all back.",
        )


def check_head(repository: Repository) -> None:
    """Refuse a merge that was computed from another commit than the one checked out now.

    Raises:
        ChangesInTheWay: somebody has committed, or changed the branch, meanwhile.
    """
    if find_repository(repository.root).head != repository.head:
        raise ChangesInTheWay(
            f"{repository.top} has another commit now than when the merge was computed.",
            "Run the command again.",
        )


def store_blobs(repository: Repository, blobs: Mapping[str, bytes], stages: Stages) -> None:
    """Put into the repository what the conflicts in its index name."""
    names = {entry.blob for sides in stages.values() for entry in sides.values()} & blobs.keys()
    try:
        for name in sorted(names):
            Git(repository.top).ask("hash-object", "-w", "--stdin", data=blobs[name])
    except OSError as error:
        raise WriteFailed(f"{repository.folder} cannot be written: {error}.", "") from error


def refuse(in_way: Mapping[str, str]) -> None:
    """Refuse to write over what would be lost.

    Raises:
        ChangesInTheWay: anything is in the way.
    """
    if in_way:
        found = [f"{flatten(path)} ({reason})" for path, reason in sorted(in_way.items())]
        more = [f"{len(found) - SHOWN} more"] if len(found) > SHOWN else []
        raise ChangesInTheWay(
            f"Not written, for it would be lost: {join(found[:SHOWN] + more)}.",
            "Commit these, or put them away (git stash -u), and run it again.",
        )


def show(paths: tuple[str, ...] | list[str]) -> str:
    """Return paths as a sentence has them."""
    more = [f"{len(paths) - SHOWN} more"] if len(paths) > SHOWN else []
    return join([flatten(path) for path in paths[:SHOWN]] + more)


def _check_staged(merge: Merge) -> None:
    """Refuse conflicts on paths of which the index has something else than HEAD."""
    from backsmith.merge.trees import read_head

    head = read_head(merge.repository)
    found = index.read_index(merge.repository, merge.stages)
    staged = "git's index has a version of its own"
    refuse(
        {
            path: staged
            for path, entries in found.items()
            if [entry.split(" ")[2] for entry in entries]
            != [head[path].blob if path in head else ""]
        }
    )


def _describe(repository: Repository, journal: Journal) -> Written:
    """Return what a journal tells of a write."""
    paths = tuple(move.path for move in journal.moves)
    backup = repository.state / journal.name / "before"
    return Written(journal.title, paths, journal.conflicts, backup)
