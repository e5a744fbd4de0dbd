"""What lies on the disk below a project's root, seen without following a link."""

import hashlib
import os
import stat
from pathlib import Path

from backsmith.merge.shapes import ABSENT, Content, Look


def look(root: Path, path: str) -> Look:
    """Return what lies at `path` below `root`."""
    place = root / path
    try:
        status = place.lstat()
        if stat.S_ISLNK(status.st_mode):
            return Look("link", 0, digest(os.fsencode(place.readlink())))
        if stat.S_ISREG(status.st_mode):
            return Look("file", stat.S_IMODE(status.st_mode), digest(place.read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    return Look("folder" if stat.S_ISDIR(status.st_mode) else "other")


def read(root: Path, path: str) -> Content | None:
    """Return the file or link at `path` below `root`, or nothing where neither lies there."""
    place = root / path
    try:
        status = place.lstat()
        if stat.S_ISLNK(status.st_mode):
            return Content(os.fsencode(place.readlink()), 0, is_link=True)
        if stat.S_ISREG(status.st_mode):
            return Content(place.read_bytes(), stat.S_IMODE(status.st_mode))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return None


def describe(content: Content | None) -> Look:
    """Return how `content` will look once it lies on the disk."""
    if content is None:
        return ABSENT
    kind = "link" if content.is_link else "file"
    return Look(kind, 0 if content.is_link else content.mode, digest(content.data))


def is_same(one: Look, other: Look) -> bool:
    """Return whether two looks are of the same bytes, with the same right to be run."""
    return (one.kind, one.digest, one.mode & 0o100) == (
        other.kind,
        other.digest,
        other.mode & 0o100,
    )


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data`, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def list_parents(path: str) -> list[str]:
    """Return the folders on the way to `path`, the highest first: a, a/b for a/b/c."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def find_link(root: Path, path: str) -> str | None:
    """Return the first folder on the way to `path` that is a link: what lies behind is not ours."""
    return next((p for p in list_parents(path) if (root / p).is_symlink()), None)


def find_obstacle(root: Path, path: str) -> str | None:
    """Return what lies where `path` needs a folder: a link, or anything that is no folder."""
    for parent in list_parents(path):
        kind = look_kind(root / parent)
        if kind == "absent":
            return None
        if kind != "folder":
            return parent
    return None


def look_kind(place: Path) -> str:
    """Return `absent`, `folder`, or `other`, without following a link."""
    try:
        mode = place.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    return "folder" if stat.S_ISDIR(mode) else "other"
