"""The words of a merge: its sides, what became of each path, and what is to be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

FILE, PROGRAM, LINK, SUBMODULE = "100644", "100755", "120000", "160000"  # git's modes


@dataclass(frozen=True)
class Sides:
    """What the template made, and makes now, of one project's answers.

    Attributes:
        old: a folder: what the recorded version renders.
        new: a folder: what the wanted version renders.
        label: the template's side in conflict markers: `template v0.2.0`.
        is_kept: whether a path is the project's own once it exists (`_skip_if_exists`).
        renames: old path -> new path, of files or folders: the template's own word.
        answers_file: a path that is always taken from `new`.
    """

    old: Path
    new: Path
    label: str = "template"
    is_kept: Callable[[str], bool] = lambda path: False
    renames: Mapping[str, str] = field(default_factory=dict)
    answers_file: str = ".copier-answers.yml"


class Kind(StrEnum):
    """What becomes of one path."""

    ADDED = "added"
    UPDATED = "updated"
    MERGED = "merged"
    CONFLICT = "conflict"
    REMOVED = "removed"
    MOVED = "moved"
    KEPT = "left alone"
    BESIDE = "written beside"


@dataclass(frozen=True, order=True)
class Change:
    """One path that differs, or that is worth a word.

    Attributes:
        path: below the project's root.
        was: where it lay before, of one that moved.
        detail: a reason, for a person.
    """

    path: str
    kind: Kind
    was: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Entry:
    """What a git tree has at one path: a mode of git's and the id of a blob."""

    mode: str
    blob: str


Tree = dict[str, Entry]  # path below the project's root -> what is there
Stages = dict[str, dict[int, Entry]]  # conflicting path -> 1 base, 2 project, 3 template


@dataclass(frozen=True)
class Content:
    """What is to lie at one path of the disk: bytes, or the aim of a link; and its rights."""

    data: bytes
    mode: int = 0o644
    is_link: bool = False


@dataclass(frozen=True)
class Look:
    """What a path of the disk was seen to hold.

    Attributes:
        kind: `absent`, `file`, `link`, `folder`, or `other` (a socket, a device).
        mode: the rights of a file.
        digest: SHA-256 of a file's bytes, or of a link's aim.
    """

    kind: str
    mode: int = 0
    digest: str = ""


ABSENT = Look("absent")


@dataclass(frozen=True)
class Step:
    """One path to write (`after`) or to remove (None), and what was seen there before."""

    path: str
    before: Look
    after: Content | None
