"""Read a repository's files from disk, whatever lies there: no link is followed, no pipe opened."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 4 * 1024 * 1024  # nobody writes a longer text by hand
KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


@dataclass(frozen=True)
class Found:
    """What lies at a path.

    Attributes:
        content: the bytes; nothing where no regular file could be read.
        is_runnable: whether its owner may run it.
        problem: why there is no content, as a sentence goes on after "it": `is a link`.
    """

    content: bytes | None = None
    is_runnable: bool = False
    problem: str = ""

    @property
    def is_missing(self) -> bool:
        """Return whether nothing is there at all."""
        return self.content is None and not self.problem


@dataclass(frozen=True)
class Disk:
    """One repository's files, read one by one; each folder on the way is looked at once."""

    root: Path
    _folders: dict[str, str] = field(default_factory=dict)

    def read(self, path: str) -> Found:
        """Return what lies at `path`, which is below the root and has `/` between its parts."""
        folder = path.rpartition("/")[0]
        if folder and (kind := self._find_kind(folder)) != "":
            return Found() if kind == "nothing" else Found(problem=f"lies behind {kind}")
        place = self.root / path
        try:
            about = place.lstat()
            if not stat.S_ISREG(about.st_mode):
                return Found(problem=f"is {KINDS.get(stat.S_IFMT(about.st_mode), 'no file')}")
            if about.st_size > MOST_BYTES:
                return Found(problem=f"is larger than {MOST_BYTES // 1024 // 1024} MiB")
            content = place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return Found()
        except OSError as error:
            return Found(problem=f"cannot be read ({error.strerror})")
        return Found(content, bool(about.st_mode & stat.S_IXUSR))

    def _find_kind(self, folder: str) -> str:
        """Return what lies at `folder` instead of a folder; empty where it is one."""
        if folder in self._folders:
            return self._folders[folder]
        above = folder.rpartition("/")[0]
        kind = self._find_kind(above) if above else ""
        if not kind:
            kind = _look(self.root / folder)
        self._folders[folder] = kind
        return kind


def _look(folder: Path) -> str:
    """Return what is in the place of a folder; empty where it is one."""
    try:
        mode = folder.lstat().st_mode
    except OSError as error:
        absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        return "nothing" if absent else f"a folder that cannot be read ({error.strerror})"
    return "" if stat.S_ISDIR(mode) else KINDS.get(stat.S_IFMT(mode), "a file")


def list_files(root: Path, folder: str = "", most: int = 20_000) -> Iterator[str]:
    """Give the files and links below `folder` of `root`, sorted; `.git` is left out.

    Raises:
        OSError: a folder cannot be read.
    """
    waiting, given = [folder], 0
    while waiting:
        here = waiting.pop()
        with os.scandir(root / here) as found:
            entries = sorted(found, key=lambda entry: entry.name, reverse=True)
        for entry in reversed(entries):
            path = f"{here}/{entry.name}" if here else entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield path
                given += 1
            if given > most:
                return
        waiting += [
            f"{here}/{entry.name}" if here else entry.name
            for entry in entries
            if entry.is_dir(follow_symlinks=False) and entry.name != ".git"
        ]
