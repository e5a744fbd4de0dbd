"""Run pytest in forks of one process that has loaded the libraries: most of a short run is that.

It is run by the project's own Python, in the project's folder. Each line that it reads is a JSON
list, the file for what is said and then pytest's arguments; each line that it writes is an exit
code. The project's own modules are loaded by the fork, so that it sees what stands in the files.
"""

import importlib
import json
import os
import signal
import sys
import time
from contextlib import suppress

LIBRARIES = (
    "aiosqlite",
    "asyncmy",
    "asyncpg",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "fastapi.testclient",
    "granian",
    "hypothesis",
    "pytest",
    "redis.asyncio",
    "sqlalchemy.ext.asyncio",
    "strawberry",
    "structlog",
)
LONGEST_SECONDS = 240


def run(said: str, arguments: list[str]) -> None:
    """Be pytest from here on."""
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = pytest.main(["-W", "ignore::pytest.PytestAssertRewriteWarning", *arguments])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(code))


def wait_for(child: int) -> int:
    """Return its exit code; who waits for ever is killed, with all that it has started."""
    end = time.monotonic() + LONGEST_SECONDS
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.01)


if __name__ == "__main__":
    for library in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(library)
    import pytest

    for line in sys.stdin:
        said, *arguments = json.loads(line)
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            run(said, arguments)
        print(wait_for(child), flush=True)
