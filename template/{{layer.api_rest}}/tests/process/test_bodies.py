"""Bodies on the real server: slow ones and broken ones are cut, an accepted one is kept."""

import json
import socket
import time

import pytest
from fastapi.testclient import TestClient

from tests.process.conftest import Running, Start

POST = (
    b"POST /notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\n"
)
NOTE = b'{"title": "kept", "text": "", "reference": null}'


def read_all(line: socket.socket) -> bytes:
    """Return all that the server sends."""
    answer = b""
    while part := line.recv(10_000):
        answer += part
    return answer


@pytest.mark.promise("S40")
def test_a_body_that_never_ends_is_cut(running: Running) -> None:
    with running.connect(POST + b'Content-Length: 100\r\n\r\n{"title":') as line:
        answer = read_all(line)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


@pytest.mark.promise("S40")
def test_a_broken_chunk_is_no_fault_of_ours(running: Running) -> None:
    with running.connect(POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{    \r\nZZ\r\n") as line:
        answer = read_all(line)

    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.promise("S22")
def test_chunks_without_end_are_cut(running: Running) -> None:
    chunk = b"FFFF\r\n" + b" " * 0xFFFF + b"\r\n"

    with running.connect(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 16) as line:
        answer = line.recv(10_000)

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.promise("S70")
def test_a_request_that_is_running_is_answered_before_the_end(start: Start) -> None:
    running = start()
    running.wait_until_ready()
    head = POST + b"Content-Length: %d\r\n\r\n" % len(NOTE)

    with running.connect(head + NOTE[:10]) as line:
        time.sleep(0.1)
        running.process.terminate()
        time.sleep(0.7)  # the listening socket is closed by now
        line.sendall(NOTE[10:])
        answer = read_all(line)

    assert answer.startswith(b"HTTP/1.1 201 ")
    assert running.process.wait(timeout=10) == 0


@pytest.mark.promise("S76")
def test_what_was_acknowledged_outlives_a_crash(start: Start, client: TestClient) -> None:
    crashing = start()
    crashing.wait_until_ready()
    head = POST + b"Content-Length: %d\r\n\r\n" % len(NOTE)

    with crashing.connect(head + NOTE) as line:
        answer = read_all(line)
    crashing.crash()

    note = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert client.get(f"/notes/{note['id']}").status_code == 200
