"""Git's index: what it has of a few paths, and how it is changed in one move."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from backsmith.errors import ChangesInTheWay
from backsmith.git import Git
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import Stages

LOCK = "index.lock"  # git's own: while it is there, no git changes the index
TOKEN = b"backsmith\n"
FLAGS = {"S": "--skip-worktree", "h": "--assume-unchanged"}


def read_index(repository: Repository, paths: Iterable[str]) -> dict[str, list[str]]:
    """Return what the index has of paths below the root: `H MODE ID STAGE` for each stage."""
    wanted = {repository.prefix + path for path in paths}
    if not wanted:
        return {}
    words = ("ls-files", "-s", "-v", "-z", "--full-name")
    found: dict[str, list[str]] = {}
    for record in repository.git.find_names(*words):
        entry, _, path = record.partition("\t")
        if path in wanted:
            found.setdefault(path[len(repository.prefix) :], []).append(entry)
    return found


def write_stages(repository: Repository, stages: Stages) -> dict[str, list[str]]:
    """Return conflicts as entries of the index: `M MODE ID STAGE`."""
    return {
        path: [f"M {entry.mode} {entry.blob} {stage}" for stage, entry in sorted(sides.items())]
        for path, sides in stages.items()
    }


def make_index(repository: Repository, entries: Mapping[str, list[str]], target: Path) -> None:
    """Write a copy of the index to `target` in which each path of `entries` has those."""
    if find_index(repository).is_file():
        shutil.copy2(find_index(repository), target)
    git = repository.git.using(GIT_INDEX_FILE=target)
    git.ask("update-index", "-z", "--index-info", data=_make_info(repository, entries))
    for letter, flag in FLAGS.items():
        paths = [path for path, found in entries.items() if any(e[0] == letter for e in found)]
        if paths:
            _mark(git, repository, flag, paths)


def find_index(repository: Repository) -> Path:
    """Return the index of this work tree."""
    return repository.folder / "index"


def take_lock(repository: Repository) -> None:
    """Keep git from changing the index.

    Raises:
        ChangesInTheWay: git is at work.
    """
    place = repository.folder / LOCK
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        raise ChangesInTheWay(
            f"Another git is at work in {repository.top}.",
            f"Wait until it has ended; if none is running, remove {place}",
        ) from error
    try:
        os.write(handle, TOKEN)
    finally:
        os.close(handle)


def free_lock(repository: Repository) -> None:
    """Let git change the index again; a lock that is git's stays."""
    place = repository.folder / LOCK
    try:
        if place.read_bytes() == TOKEN:
            place.unlink()
    except FileNotFoundError:
        return


def _make_info(repository: Repository, entries: Mapping[str, list[str]]) -> bytes:
    """Return entries as `update-index -z --index-info` reads them; each path starts empty."""
    none = "0" * len(repository.head)
    records = []
    for path, found in entries.items():
        name = os.fsencode(repository.prefix + path) + b"\0"
        records.append(f"0 {none} 0\t".encode() + name)
        records += [f"{entry[2:]}\t".encode() + name for entry in found]
    return b"".join(records)


def _mark(git: Git, repository: Repository, flag: str, paths: Iterable[str]) -> None:
    """Set one flag of some paths."""
    data = b"".join(os.fsencode(repository.prefix + path) + b"\0" for path in paths)
    git.ask("update-index", flag, "-z", "--stdin", data=data)
