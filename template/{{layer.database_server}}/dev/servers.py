"""Start a database server for as long as it is needed, and leave nothing behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from dev.watch import watched

MEMORY = Path("/dev/shm")  # noqa: S108  # a file system in memory, where Linux has one
ROOM = 2**30  # bytes that have to be free there
START_SECONDS = 30
STOP_SECONDS = 10


class CannotStart(SystemExit):
    """A server could not be started; the text says what to do, and nothing else is shown."""


def as_nobody() -> dict[str, Any]:
    """Return what makes a child process harmless where we are root: servers refuse root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def hand_over(folder: Path) -> None:
    """Let the server own `folder`, and reach it."""
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "nobody:nogroup", folder], check=True)  # noqa: S603, S607


def is_closed(folder: Path) -> bool:
    """Say whether the user whom the server runs as may not enter `folder`."""
    if os.geteuid() != 0:
        return False
    return not all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def place_data(folder: Path) -> Path:
    """Return where the server keeps the data of `folder`: in it, where it may enter it.

    Else `folder / "data"` leads to a place that everybody may enter.
    """
    data = folder / "data"
    if not data.exists():
        data.unlink(missing_ok=True)  # a link whose end was swept
        if is_closed(folder):
            data.symlink_to(mkdtemp(prefix="data-", dir="/var/tmp"))
        else:
            data.mkdir()
        hand_over(data.resolve())
    return data.resolve()


@contextmanager
def open_folder() -> Iterator[Path]:
    """Yield a folder for data that nobody will miss: in memory where there is room for them."""
    in_memory = os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > ROOM
    with TemporaryDirectory(prefix="database-", dir=MEMORY if in_memory else None) as folder:
        yield Path(folder)


def run_once(command: Sequence[object]) -> None:
    """Run a tool of the server's to its end.

    Raises:
        CannotStart: it failed.
    """
    words = [str(word) for word in command]
    done = subprocess.run(  # noqa: S603
        words, capture_output=True, text=True, check=False, cwd="/", **as_nobody()
    )
    if done.returncode:
        raise CannotStart(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def running(
    command: Sequence[object],
    log: Path,
    is_up: Callable[[], bool],
    stop: signal.Signals = signal.SIGTERM,
    sweep: Sequence[Path] = (),
) -> Iterator[None]:
    """Run the server until the block ends; the block begins when `is_up` says so.

    If this process is killed meanwhile, the server ends too, and the folders `sweep` go.

    Raises:
        CannotStart: it ended, or was not up in time.
    """
    with (
        log.open("wb") as output,
        watched(
            command, stop, sweep, stdout=output, stderr=output, cwd="/", **as_nobody()
        ) as process,
    ):
        try:
            wait_for(process, is_up, log)
            yield
        finally:
            process.send_signal(stop)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(process: subprocess.Popen[bytes], is_up: Callable[[], bool], log: Path) -> None:
    """Return when the server is up."""
    end = time.monotonic() + START_SECONDS
    while not is_up():
        if process.poll() is not None or time.monotonic() > end:
            raise CannotStart(f"The database server did not start:\n{log.read_text()}")
        time.sleep(0.02)
