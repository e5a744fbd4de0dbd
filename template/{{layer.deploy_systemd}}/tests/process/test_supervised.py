"""Under systemd: it takes the socket that it is given, and says when and how long it answers."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.commands.supervised import ANSWER_SECONDS
from dev.watch import watched
from tests.units import ROOT, Unit

APP = Path(sys.executable).with_name("app")
BECOME = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.argv[2], sys.argv[2:])
"""
PATIENCE_SECONDS = 1.5
Supervise = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def held() -> Iterator[socket.socket]:
    """The socket that systemd would hold, and give to one service after the other."""
    unit = Unit(ROOT / "deploy" / "systemd" / "app.socket")
    with socket.create_server(("127.0.0.1", 0), backlog=int(unit.read("Backlog"))) as line:
        for seconds in unit.list_all("DeferAcceptSec"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, int(seconds))
        yield line


@pytest.fixture
def said(tmp_path: Path) -> Iterator[socket.socket]:
    """Where the service says how it is."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(60)
        yield line


@pytest.fixture
def supervise(
    environment: pytest.MonkeyPatch, held: socket.socket, said: socket.socket
) -> Iterator[Supervise]:
    """What starts the service as systemd would."""
    settings = {
        "NOTIFY_SOCKET": str(said.getsockname()),
        "WATCHDOG_USEC": str(int(PATIENCE_SECONDS * 1_000_000)),
        "WEB_CONCURRENCY": "1",
        "SERVER_DRAIN_SECONDS": "0",
    }
    command = [sys.executable, "-c", BECOME, held.fileno(), APP, "supervised"]
    with ExitStack() as ends:

        def start() -> subprocess.Popen[bytes]:
            service = ends.enter_context(
                watched(command, env={**os.environ, **settings}, pass_fds=[held.fileno()])
            )
            ends.callback(end, service)
            return service

        yield start


def end(service: subprocess.Popen[bytes]) -> None:
    """End every process of it, also those that do not listen."""
    with suppress(ProcessLookupError):
        os.killpg(service.pid, signal.SIGKILL)
    service.wait()


def hear(said: socket.socket) -> str:
    """Return the next word that the service has for systemd."""
    return said.recv(100).decode()


def hear_out(said: socket.socket) -> None:
    """Listen until the service has nothing more to say; one that goes on has not stopped."""
    for _ in range(5):
        hear(said)


def list_workers(process: int) -> list[int]:
    """Return the processes that answer: all that it has started but the first, the watcher."""
    children = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in children.read_text().split()[1:]]


@pytest.mark.promise("S80")
def test_it_says_that_it_is_ready_when_it_answers(
    supervise: Supervise, held: socket.socket, said: socket.socket
) -> None:
    supervise()

    assert hear(said) == "READY=1"
    assert ask(held) == 200


@pytest.mark.promise("S80")
def test_it_is_well_as_long_as_it_answers(supervise: Supervise, said: socket.socket) -> None:
    service = supervise()
    assert [hear(said), hear(said), hear(said)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]

    for worker in list_workers(service.pid):
        os.kill(worker, signal.SIGSTOP)

    said.settimeout(ANSWER_SECONDS + 2 * PATIENCE_SECONDS)
    with pytest.raises(TimeoutError):
        hear_out(said)


@pytest.mark.promise("S80")
def test_who_comes_while_it_starts_again_is_answered_by_the_next(
    supervise: Supervise, held: socket.socket, said: socket.socket
) -> None:
    before = supervise()
    assert hear(said) == "READY=1"

    before.terminate()
    assert before.wait(timeout=15) == 0
    with socket.create_connection(held.getsockname(), timeout=60) as caller:
        caller.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        supervise()
        answer = caller.recv(1_000)

    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.promise("S80")
def test_who_has_connected_but_not_asked_is_answered_by_the_next(
    supervise: Supervise, held: socket.socket, said: socket.socket
) -> None:
    before = supervise()
    assert hear(said) == "READY=1"

    with socket.create_connection(held.getsockname(), timeout=60) as caller:
        before.terminate()
        assert before.wait(timeout=15) == 0
        caller.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        supervise()
        answer = caller.recv(1_000)

    assert answer.startswith(b"HTTP/1.1 200 ")


def ask(held: socket.socket) -> int:
    """Return the status of an answer from behind the socket."""
    host, port = held.getsockname()
    connection = HTTPConnection(host, port, timeout=5)
    connection.request("GET", "/health/live")
    status = connection.getresponse().status
    connection.close()
    return status
