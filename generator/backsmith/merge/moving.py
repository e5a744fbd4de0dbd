"""Move single files into a project and out of it, never through a link, never over an edit."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from backsmith.errors import ChangesInTheWay
from backsmith.merge.disk import find_obstacle, is_same, list_parents, look, look_kind
from backsmith.merge.journal import BEFORE, Move
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import Content, Step
from backsmith.say import flatten


def check(repository: Repository, planned: Step) -> None:
    """Refuse a path that is not as it was when the step was planned."""
    path = planned.path
    found = look(repository.root, path)
    obstacle = find_obstacle(repository.root, path)
    is_behind_link = obstacle is not None and (repository.root / obstacle).is_symlink()
    if planned.after is not None and planned.before.kind in ("absent", "folder"):
        if found.kind in ("absent", "folder") and not is_behind_link:
            return
    elif is_same(found, planned.before) and not is_behind_link:
        return
    raise ChangesInTheWay(
        f"{flatten(path)} has changed while we were at work: nothing was written.",
        "Run the command again.",
    )


def restore(repository: Repository, folder: Path, move: Move) -> bool:
    """Bring one path back; return False where it is neither old nor new."""
    found = look(repository.root, move.path)
    if is_same(found, move.before) or {found.kind, move.before.kind} <= {"absent", "folder"}:
        return True
    if not is_same(found, move.after) and found.kind not in ("absent", "folder"):
        return False
    place = repository.root / move.path
    if move.before.kind in ("absent", "folder"):
        place.unlink()
        return True
    if look_kind(place) == "folder":
        remove_folders(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    (folder / BEFORE / move.path).replace(place)
    return True


def stage(place: Path, content: Content) -> None:
    """Write the new bytes of one path."""
    if content.is_link:
        place.symlink_to(os.fsdecode(content.data))
        return
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content.data)
    place.chmod(content.mode)


def back_up(place: Path, copy: Path) -> None:
    """Keep the old file of one path: a second name for it, or a copy where that cannot be."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(place, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(place, copy, follow_symlinks=False)


def list_missing(repository: Repository, moves: Iterable[Move]) -> tuple[str, ...]:
    """Return the folders that are not there yet and will have to be made."""
    parents = {p for m in moves if m.after.kind != "absent" for p in list_parents(m.path)}
    return tuple(sorted(p for p in parents if look_kind(repository.root / p) != "folder"))


def remove_empty(root: Path, path: str, sweeps: frozenset[str] | None) -> None:
    """Remove the folders above a removed path that nothing is left in."""
    for parent in reversed(list_parents(path)):
        if sweeps is not None and parent not in sweeps:
            return
        try:
            (root / parent).rmdir()
        except OSError:
            return


def remove_folders(place: Path) -> None:
    """Remove a folder that holds nothing but empty folders."""
    for folder, names, _ in os.walk(place, topdown=False):
        for name in names:
            Path(folder, name).rmdir()
    place.rmdir()
