"""A rendered service in its own process, migrated, on a port of its own."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.rendered import Rendered, clean_environment

START_SECONDS = 60
STOP_SECONDS = 20


@contextmanager
def serve(project: Rendered, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the address of the project's service, which runs for development on SQLite."""
    port = find_port()
    environment = {
        **clean_environment(),
        "APP_ENVIRONMENT": "development",
        "DATABASE_URL": f"sqlite:///{project.root}/suite.db",
        "SERVER_PORT": str(port),
        "WEB_CONCURRENCY": "1",
        **(settings or {}),
    }
    app = project.root / ".venv/bin/app"
    subprocess.run([app, "migrate"], cwd=project.root, env=environment, check=True)
    with (project.root / "suite.log").open("wb") as log:
        process = subprocess.Popen(
            [app, "serve"], cwd=project.root, env=environment, stdout=log, stderr=log
        )
    try:
        wait_until_alive(port, project.root / "suite.log")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()


def wait_until_alive(port: int, log: Path) -> None:
    """Return when the service answers."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        with suppress(OSError), closing(connection):
            connection.request("GET", "/health/live")
            if connection.getresponse().read():
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def wait_until_open(port: int, log: Path) -> None:
    """Return when somebody listens there."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        with suppress(OSError), socket.create_connection(("localhost", port), timeout=2):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
