"""The socket that systemd holds is taken by the process that it is meant for, and by no other."""

import os
import socket
from collections.abc import Iterator

import pytest

from app.core.http import activated
from app.core.http.activated import find_address, find_given

pytestmark = pytest.mark.promise("S80")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A socket that is given to this process."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        monkeypatch.setattr(activated, "FIRST", line.fileno())
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
        monkeypatch.setenv("LISTEN_FDS", "1")
        yield line


def test_a_socket_that_was_given_says_where_the_service_answers(given: socket.socket) -> None:
    assert find_address("192.0.2.1", 1) == given.getsockname()


@pytest.mark.parametrize(("name", "value"), [("LISTEN_PID", "1"), ("LISTEN_FDS", "0")])
def test_what_was_not_given_to_this_process_is_not_taken(
    given: socket.socket, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    assert find_given() is None
    assert find_address("192.0.2.1", 1) == ("192.0.2.1", 1)
