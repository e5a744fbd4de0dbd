"""What is kept on this machine between two runs: releases that are laid out, clones of sources.

An entry is a folder: its content in `files`, and in `sum` what that hashed to when it was whole.
It is written beside its place and renamed, so two runs do not see half of each other's; one that
is damaged is made again.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

FILES, SUM = "files", "sum"


def find_cache() -> Path:
    """Return the folder of this machine in which backsmith keeps what can be made again."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        folder = (given if given.is_absolute() else Path("~/.cache").expanduser()) / "backsmith"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):
        return find_own_folder()
    return folder if os.access(folder, os.W_OK | os.X_OK) else find_own_folder()


@cache
def find_own_folder() -> Path:
    """Return a folder for this run alone; it vanishes at the end."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="backsmith-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def keep(place: str, fill: Callable[[Path], None]) -> Path:
    """Return the folder at `place` of the cache; `fill` makes its content where it is missing.

    A cache that cannot be written any more (a full disk) gives way to a folder of this run.
    """
    try:
        return _keep(find_cache() / place, fill)
    except OSError:
        return _keep(find_own_folder() / place, fill)


def _keep(entry: Path, fill: Callable[[Path], None]) -> Path:
    """Return the content of `entry`, made again where it is missing or damaged."""
    if is_whole(entry):
        return entry / FILES
    entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=entry.parent, prefix=".new-") as folder:
        new = Path(folder) / "new"
        (new / FILES).mkdir(parents=True)
        fill(new / FILES)
        (new / SUM).write_text(measure(new / FILES))
        if entry.exists():
            entry.rename(Path(folder) / "damaged")
        _put(new, entry)
    return entry / FILES


def _put(new: Path, entry: Path) -> None:
    """Rename `new` to `entry`, unless another run has been faster."""
    try:
        new.rename(entry)
    except OSError:
        if not is_whole(entry):
            raise


def is_whole(entry: Path) -> bool:
    """Return whether an entry is as it was written."""
    try:
        return (entry / SUM).read_text() == measure(entry / FILES)
    except OSError:
        return False


def measure(folder: Path) -> str:
    """Return a digest of every path, mode and content below `folder`."""
    digest = hashlib.sha256()
    for place, folders, files in os.walk(folder):
        folders.sort()
        for path in sorted(Path(place, name) for name in files + folders):
            if path.is_dir() and not path.is_symlink():
                continue
            content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
            digest.update(os.fsencode(f"{path.relative_to(folder)}\0{path.lstat().st_mode}\0"))
            digest.update(f"{len(content)}\0".encode() + content)
    return digest.hexdigest()
