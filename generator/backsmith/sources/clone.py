"""A bare clone in the cache: where it lies, how git is kept quiet in it, and one run at a time."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backsmith.git import Git
from backsmith.sources.cache import find_cache, find_own_folder

QUIET = {
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=15",
    "GIT_NO_LAZY_FETCH": "1",  # what a local repository lacks is not fetched as it says
}
CONFIG = {"http.lowSpeedLimit": "1000", "http.lowSpeedTime": "30"}
# A fetch that brings what it is told and nothing along with it.
FETCH = (
    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
    "--upload-pack=git-upload-pack",
)


@contextmanager
def open_clone(kind: str, url: str) -> Iterator[Path]:
    """Give the clone of `url` among those of its kind, with no other run at work on it."""
    folder = _find_place(kind) / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.git"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "HEAD").is_file():
            Git(folder.parent).ask(
                "init", "--quiet", "--bare", "--template=", "-b", "head", "--", str(folder)
            )
        yield folder


def _find_place(kind: str) -> Path:
    """Return the folder of a kind; one of this run, where the cache may not be written."""
    for parent in (find_cache(), find_own_folder()):
        place = parent / kind
        with suppress(PermissionError):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(place, os.W_OK | os.X_OK):
            break
    return place
