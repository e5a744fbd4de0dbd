"""Places in which a database is recovered: each is gone afterwards, even after a kill -9."""

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PREFIX: Final = "recovery-"
LOCK: Final = "lock"  # held for as long as somebody works there


@contextmanager
def open_place(folder: Path) -> Iterator[Path]:
    """Yield a new place in `folder`."""
    with TemporaryDirectory(prefix=PREFIX, dir=folder) as name:
        place = Path(name)
        with (place / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield place


def sweep(folder: Path) -> None:
    """Make `folder`, and delete in it the places where nobody works any more."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in folder.glob(f"{PREFIX}*"):
        if is_abandoned(place):
            end_server(place)
            shutil.rmtree(place)


def is_abandoned(place: Path) -> bool:
    """Say whether whoever made it is gone."""
    with (place / LOCK).open("a") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def end_server(place: Path) -> None:
    """End the server that was left there, if it is still running."""
    with suppress(FileNotFoundError, ProcessLookupError):
        first = (place / "data" / "postmaster.pid").read_text().partition("\n")[0]
        command = Path("/proc", first, "cmdline").read_bytes()
        if str(place).encode() in command:  # and not another one that has its number now
            os.kill(int(first), signal.SIGKILL)
