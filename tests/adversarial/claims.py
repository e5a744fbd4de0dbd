"""What a person may claim of a project after an update: their lines, bytes, modes and answers."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import yaml

ANSWERS = ".copier-answers.yml"
BESIDE = (".rej", ".new", ".orig")  # what a tool writes beside a file that it leaves alone
OUTSIDE = "elsewhere"  # a folder beside the project's
OPENING, CLOSING = b"<<<<<<< ", b">>>>>>> "


class Fate(IntEnum):
    """What became of one thing that a person made; the worst one comes last."""

    KEPT = 0
    SHOWN = 1
    MISPLACED = 2
    LOST = 3


@dataclass(frozen=True)
class Tree:
    """A project's folder at one moment, `.git` aside.

    Attributes:
        files: each path to its kind (`-`, `x` for executable, `l` for a link) and its bytes.
        unmerged: the paths that git shows as conflicts.
    """

    files: Mapping[str, tuple[str, bytes]]
    unmerged: frozenset[str]


Claim = Callable[[Tree], Fate]


def read_tree(root: Path) -> Tree:
    """Return what lies below `root` now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--unmerged"], cwd=root, capture_output=True, check=True
    )
    unmerged = {part.split(b"\t", 1)[1].decode() for part in listed.stdout.split(b"\0") if part}
    outside = {f"../{OUTSIDE}/{name}": one for name, one in walk(root.parent / OUTSIDE)}
    return Tree({**dict(walk(root)), **outside}, frozenset(unmerged))


def walk(root: Path) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Yield each file and link below `root`, without what is git's own."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if ".git" in path.relative_to(root).parts:
            continue
        if path.is_symlink():
            yield name, ("l", str(path.readlink()).encode())
        elif path.is_file():
            yield name, ("x" if path.stat().st_mode & 0o100 else "-", path.read_bytes())


def line(text: str, *paths: str) -> Claim:
    """Claim the line `text`: in one of `paths`, or anywhere."""

    def look(tree: Tree) -> Fate:
        found = dict(find_line(tree, text.encode()))
        if any(not is_open for path, is_open in found.items() if not paths or path in paths):
            return Fate.KEPT
        if any(is_open or path.endswith(BESIDE) for path, is_open in found.items()):
            return Fate.SHOWN
        return Fate.MISPLACED if found else Fate.LOST

    return look


def find_line(tree: Tree, text: bytes) -> Iterator[tuple[str, bool]]:
    """Yield each file that has the line, and whether it stands in a conflict there."""
    for path, (kind, data) in tree.files.items():
        is_open = False
        for one in data.split(b"\n") if kind != "l" else ():
            if one.startswith((OPENING, CLOSING)):
                is_open = one.startswith(OPENING)
            if one == text:
                yield path, is_open
                break


def whole(path: str, text: str) -> Claim:
    """Claim that `path` reads exactly so, or that git shows it as a conflict."""

    def look(tree: Tree) -> Fate:
        data = tree.files.get(path, ("", b""))[1]
        if data == text.encode():
            return Fate.KEPT
        return Fate.SHOWN if OPENING in data or path in tree.unmerged else Fate.MISPLACED

    return look


def content(data: bytes, *paths: str) -> Claim:
    """Claim that these very bytes are a file still: one of `paths`, or any."""

    def look(tree: Tree) -> Fate:
        found = [path for path, (_, one) in tree.files.items() if one == data]
        if any(not paths or path in paths for path in found):
            return Fate.KEPT
        return Fate.SHOWN if found else Fate.LOST

    return look


def executable(path: str) -> Claim:
    """Claim that `path` may be run."""
    return lambda tree: Fate.KEPT if tree.files.get(path, ("",))[0] == "x" else Fate.LOST


def link(path: str, target: str) -> Claim:
    """Claim that `path` is a link to `target`, or that a conflict has it under another name."""

    def look(tree: Tree) -> Fate:
        found = {name for name, entry in tree.files.items() if entry == ("l", target.encode())}
        if path in found:
            return Fate.KEPT
        return Fate.SHOWN if found & tree.unmerged else Fate.LOST

    return look


def missing(path: str) -> Claim:
    """Claim that `path`, which the person has deleted, stays away or is shown as a conflict."""

    def look(tree: Tree) -> Fate:
        if path not in tree.files:
            return Fate.KEPT
        return Fate.SHOWN if path in tree.unmerged else Fate.MISPLACED

    return look


def answer(name: str, value: str) -> Claim:
    """Claim that what was answered to `name` is recorded still."""

    def look(tree: Tree) -> Fate:
        recorded = yaml.safe_load(tree.files[ANSWERS][1])
        return Fate.KEPT if recorded.get(name) == value else Fate.LOST

    return look
