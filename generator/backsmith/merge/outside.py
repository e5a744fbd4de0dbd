"""Template files that no commit of the project has: ignored (`.env`), or not added yet."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from backsmith.git import Git
from backsmith.merge.disk import find_obstacle
from backsmith.merge.filters import Filters
from backsmith.merge.quarantine import Quarantine
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import SUBMODULE, Change, Entry, Kind, Sides, Tree
from backsmith.merge.trees import list_folders

SECOND = ".new"  # what stands behind the name of a version that lies beside the user's


@dataclass(frozen=True)
class Outside:
    """What the disk has of paths that HEAD lacks.

    Attributes:
        ignored: paths that git ignores, on the disk or not: they never get markers.
        files: of those, what is on the disk.
        loose: what is on the disk, not ignored, and in no commit.
    """

    ignored: frozenset[str]
    files: Tree
    loose: Tree


@dataclass(frozen=True)
class Settled:
    """What becomes of ignored files: what to write, what to remove, and a word on each."""

    tree: Tree = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    beside: Tree = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def find_outside(base: Tree, theirs: Tree, head: Tree, filters: Filters) -> Outside:
    """Return which of the template's paths HEAD lacks, and what the disk has there.

    A loose file that is the template's to the byte is nobody's edit: it is left out.
    """
    repository = filters.quarantine.repository
    folders = list_folders(head)
    modules = {path for path, entry in head.items() if entry.mode == SUBMODULE}
    reachable = [
        path
        for path in sorted(base.keys() | theirs.keys())
        if path not in head
        and path not in folders
        and not any(path.startswith(f"{module}/") for module in modules)
        and not find_obstacle(repository.root, path)
    ]
    ignored = find_ignored(repository, reachable)
    files = filters.store_files(reachable)
    return Outside(
        frozenset(ignored),
        {path: entry for path, entry in files.items() if path in ignored},
        {p: e for p, e in files.items() if p not in ignored and e != theirs.get(p)},
    )


def find_ignored(repository: Repository, paths: Iterable[str]) -> set[str]:
    """Return which paths below the root git ignores and does not hold."""
    data = b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)
    if not data:
        return set()
    git = Git(repository.root, config=repository.settings)
    answer = git.ask("check-ignore", "-z", "--stdin", data=data, ok=(0, 1))
    return {os.fsdecode(part)[2:] for part in answer.out.split(b"\0") if part}


def settle_ignored(
    outside: Outside, base: Tree, theirs: Tree, sides: Sides, quarantine: Quarantine
) -> Settled:
    """Decide over every ignored path that the template knows."""
    tree: Tree = {}
    removed: set[str] = set()
    beside: Tree = {}
    changes: list[Change] = []
    for path in sorted(outside.ignored):
        old, ours, new = base.get(path), outside.files.get(path), theirs.get(path)
        if path == sides.answers_file and new:
            if new != ours:
                tree[path] = new
                changes.append(Change(path, Kind.UPDATED if ours else Kind.ADDED))
            continue
        if old == new or ours == new or (ours and sides.is_kept(path)):
            continue
        if ours is None:
            if old is None and new:
                tree[path] = new
                changes.append(Change(path, Kind.ADDED))
        elif ours == old:
            if new:
                tree[path] = new
                changes.append(Change(path, Kind.UPDATED))
            else:
                removed.add(path)
                changes.append(Change(path, Kind.REMOVED))
        elif new is None:
            detail = "the template has it no more, and you changed it"
            changes.append(Change(path, Kind.KEPT, detail=detail))
        elif merged := merge_lines(quarantine, old, ours, new):
            tree[path] = merged
            changes.append(Change(path, Kind.MERGED))
        else:
            beside[path] = new
            detail = f"git ignores it, so the template's lies beside it: {path}{SECOND}"
            changes.append(Change(path, Kind.BESIDE, detail=detail))
    return Settled(tree, frozenset(removed), beside, tuple(changes))


def merge_lines(quarantine: Quarantine, old: Entry | None, ours: Entry, new: Entry) -> Entry | None:
    """Return the merge of one file's three versions, or nothing where it has a conflict."""
    if old is None or len({entry.mode[:2] for entry in (old, ours, new)}) > 1:
        return None
    blobs = quarantine.read(entry.blob for entry in (ours, old, new))
    names = []
    for entry, side in ((ours, "ours"), (old, "old"), (new, "new")):
        place = quarantine.folder / f"line-{side}"
        place.write_bytes(blobs[entry.blob])
        names.append(str(place))
    answer = quarantine.git.ask("merge-file", "-p", "--", *names, ok=range(256))
    return Entry(ours.mode, quarantine.put(answer.out)) if answer.code == 0 else None
