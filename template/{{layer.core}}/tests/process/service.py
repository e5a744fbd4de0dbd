"""The service as it runs in production: its own process, behind its own port."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path

from dev.watch import watched

APP = Path(sys.executable).with_name("app")
LIMITS = {
    "SERVER_HEADER_SECONDS": "0.4",
    "SERVER_DRAIN_SECONDS": "0.3",
    "HTTP_BODY_SECONDS": "0.8",
    "WEB_CONCURRENCY": "1",
}


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
        """Return when it answers that it is ready. A busy machine takes its time to start it."""
        for _ in range(6_000):
            try:
                if self.get("/health/ready").status == 200:
                    return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.01)
        raise AssertionError("The service was not ready within a minute.")

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


Start = Callable[..., Running]


@contextmanager
def open_services(folder: Path) -> Iterator[Start]:
    """Yield what gives a service, which may not be ready yet; all of them end with the block.

    The next one is always begun already, and starts while the tests do something else. One that
    is to have settings of its own is begun when it is asked for: `start(WEB_CONCURRENCY="2")`.
    """
    numbers = count()
    with ExitStack() as ends:

        def begin(**settings: str) -> Running:
            log = folder / f"{next(numbers)}.log"
            service = ends.enter_context(begin_service(log, settings))
            ends.callback(service.crash)
            return service

        ahead = [begin()]

        def start(**settings: str) -> Running:
            if settings:
                return begin(**settings)
            ahead.append(begin())
            return ahead.pop(0)

        yield start


@contextmanager
def begin_service(log: Path, settings: Mapping[str, str]) -> Iterator[Running]:
    """Yield a service that is about to start, on the database of the environment."""
    port = find_port()
    environment = {**os.environ, **LIMITS, **settings, "SERVER_PORT": str(port)}
    with (
        log.open("wb") as written,
        watched([APP, "serve"], env=environment, stdout=written, stderr=written) as process,
    ):
        yield Running(process, port, log)


def find_port() -> int:
    """Return a free port below those that client connections take."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311  # it is no secret
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
