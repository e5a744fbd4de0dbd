"""Systemd is told through its socket, and nobody where nobody asked."""

import socket
from pathlib import Path

import pytest

from app.core.notifying import find_patience, tell

pytestmark = pytest.mark.promise("S80")


@pytest.mark.parametrize("kind", ["a file", "a name"])
def test_a_word_reaches_the_socket_that_was_named(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "notify")
    address = path if kind == "a file" else f"\0{path}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(address)
        monkeypatch.setenv("NOTIFY_SOCKET", address.replace("\0", "@"))

        tell("READY=1")

        assert line.recv(100) == b"READY=1"


def test_where_nobody_has_asked_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)

    tell("READY=1")


@pytest.mark.parametrize(("told", "seconds"), [("30000000", 30.0), ("0", None), ("", None)])
def test_patience_is_given_in_millionths_of_a_second(
    told: str, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    if told:
        monkeypatch.setenv("WATCHDOG_USEC", told)

    assert find_patience() == seconds
