"""The service as it runs in production: its own process, behind its own port."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

APP = Path(sys.executable).with_name("app")


@dataclass
class Running:
    """A service that runs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str) -> HTTPResponse:
        """Return the answer to one request, read to its end."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def connect(self, sent: bytes) -> socket.socket:
        """Return an open connection on which these bytes were sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        line.sendall(sent)
        return line

    def wait_until_ready(self) -> None:
        """Return when it answers that it is ready."""
        for _ in range(1_000):
            try:
                if self.get("/health/ready").status == 200:
                    return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.01)
        raise AssertionError("The service was not ready within ten seconds.")

    def wait_until_closed(self) -> None:
        """Return when nobody can connect any more."""
        with suppress(OSError):
            while True:
                self.connect(b"").close()
                time.sleep(0.01)

    def crash(self) -> None:
        """End every process of it, without a warning."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


Start = Callable[[], Running]


@pytest.fixture(scope="session")
def start(
    environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """What starts a service on the tests' database: it is not ready yet when it is returned."""
    started: list[Running] = []

    def start() -> Running:
        port = find_port()
        limits = {
            "SERVER_PORT": str(port),
            "SERVER_HEADER_SECONDS": "1",
            "SERVER_DRAIN_SECONDS": "0.5",
            "HTTP_BODY_SECONDS": "1.5",
            "WEB_CONCURRENCY": "1",
        }
        log = tmp_path_factory.mktemp("server") / "log"
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603  # it is our own command
                [APP, "serve"],
                env={**os.environ, **limits},
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        started.append(Running(process, port, log))
        return started[-1]

    yield start
    for running in started:
        running.crash()


@pytest.fixture(scope="session")
def shared() -> list[Running]:
    """The services that were started for all tests; the last one may be alive."""
    return []


@pytest.fixture
def running(start: Start, shared: list[Running]) -> Running:
    """A service that is ready. Whoever ends it makes the next test start another."""
    if not shared or shared[-1].process.poll() is not None:
        shared.append(start())
        shared[-1].wait_until_ready()
    return shared[-1]


def find_port() -> int:
    """Return a free port below those that client connections take."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311  # it is no secret
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
