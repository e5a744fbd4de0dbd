"""Systemd is told that the service is well by who asks it, and only while it answers."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.commands import supervised
from app.commands.supervised import answers, watch

pytestmark = pytest.mark.promise("S80")

Answer = Callable[[bytes], tuple[str, int]]


@pytest.fixture
def serve() -> Iterator[Answer]:
    """What answers every caller with the same bytes, and returns where."""
    servers: list[socket.socket] = []

    def start(answer: bytes) -> tuple[str, int]:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=answer_all, args=(server, answer), daemon=True).start()
        host, port = server.getsockname()
        return host, port

    yield start
    for server in servers:
        server.close()


def answer_all(server: socket.socket, answer: bytes) -> None:
    """Answer whoever comes, until the server is closed."""
    while server.fileno() >= 0:
        try:
            caller, _ = server.accept()
        except OSError:
            return
        with caller:
            caller.recv(1_000)
            caller.sendall(answer)


@pytest.mark.parametrize(
    ("answer", "well"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", False),
        (b"SSH-2.0\r\n\r\n", False),
    ],
)
def test_only_an_answer_that_it_lives_is_one(answer: bytes, well: bool, serve: Answer) -> None:
    assert answers(*serve(answer)) is well


def test_who_does_not_listen_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = closed.getsockname()

    assert not answers(*address)


def test_it_says_ready_once_and_then_that_it_is_well_until_the_service_is_gone(
    serve: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = os.getppid()
    parents = iter([server, server, 0])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(supervised, "BEFORE_READY_SECONDS", 0)
    monkeypatch.setenv("WATCHDOG_USEC", "30000")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        address = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        watch(*address, server)

        assert [line.recv(100), line.recv(100)] == [b"READY=1", b"WATCHDOG=1"]
