"""What was acknowledged is stored, whatever happens next."""

import json
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Protocol

import pytest
from fastapi.testclient import TestClient


class Running(Protocol):
    """A service in its own process."""

    port: int

    def wait_until_ready(self) -> None: ...

    def crash(self) -> None: ...


@pytest.mark.promise("S76")
def test_what_was_acknowledged_survives_a_crash(
    start: Callable[[], Running], client: TestClient
) -> None:
    running = start()
    running.wait_until_ready()

    acknowledged = [write(running.port, f"Note {number}") for number in range(5)]
    running.crash()

    stored = client.get("/notes", params={"sort": "created_at"}).json()["items"]
    assert [note["id"] for note in stored] == acknowledged


def write(port: int, title: str) -> str:
    """Return the id of a note that the service says it has stored."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/notes", json.dumps({"title": title}), headers)
    answer = connection.getresponse()
    note = json.loads(answer.read())
    connection.close()
    assert answer.status == 201
    return str(note["id"])
