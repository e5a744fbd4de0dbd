"""Bodies on the real server: slow, broken and endless ones are cut, a late one is waited for."""

import socket
import time

import pytest

from tests.process.service import Running

POST = (
    b"POST /notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\n"
)
NOTE = b'{"title": "kept", "text": "", "reference": null}'


@pytest.fixture
def post(headers: dict[str, str]) -> bytes:
    """The head of a request that writes a note, up to what it says of its body."""
    return POST + "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()


def read_all(line: socket.socket) -> bytes:
    """Return all that the server sends."""
    answer = b""
    while part := line.recv(10_000):
        answer += part
    return answer


@pytest.mark.promise("S40")
def test_a_body_that_never_ends_is_cut(running: Running, post: bytes) -> None:
    with running.connect(post + b'Content-Length: 100\r\n\r\n{"title":') as line:
        answer = read_all(line)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


@pytest.mark.promise("S40")
def test_a_broken_chunk_is_no_fault_of_ours(running: Running, post: bytes) -> None:
    with running.connect(post + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{    \r\nZZ\r\n") as line:
        answer = read_all(line)

    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.promise("S22")
def test_chunks_without_end_are_cut(running: Running, post: bytes) -> None:
    chunk = b"FFFF\r\n" + b" " * 0xFFFF + b"\r\n"

    with running.connect(post + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 16) as line:
        answer = line.recv(10_000)

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.promise("S70")
def test_a_request_that_is_running_is_answered_before_the_end(
    running: Running, post: bytes
) -> None:
    head = post + b"Content-Length: %d\r\n\r\n" % len(NOTE)

    with running.connect(head + NOTE[:10]) as line:
        time.sleep(0.1)
        running.process.terminate()
        running.wait_until_closed()
        line.sendall(NOTE[10:])
        answer = read_all(line)

    assert answer.startswith(b"HTTP/1.1 201 ")
    assert running.process.wait(timeout=10) == 0
