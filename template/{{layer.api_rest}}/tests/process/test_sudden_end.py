"""What was acknowledged is stored, whatever happens next."""

import json
from http.client import HTTPConnection

import pytest
from fastapi.testclient import TestClient

from tests.process.service import Start


@pytest.mark.promise("S76")
def test_what_was_acknowledged_survives_a_crash(
    start: Start, client: TestClient, headers: dict[str, str]
) -> None:
    running = start()
    running.wait_until_ready()

    acknowledged = [write(running.port, headers, f"Note {number}") for number in range(5)]
    running.crash()

    stored = client.get("/notes", params={"sort": "created_at"}).json()["items"]
    ours = [note["id"] for note in stored if note["title"].startswith("Note ")]
    assert ours == acknowledged


def write(port: int, headers: dict[str, str], title: str) -> str:
    """Return the id of a note that the service says it has stored."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {**headers, "Content-Type": "application/json"}
    connection.request("POST", "/notes", json.dumps({"title": title}), headers)
    answer = connection.getresponse()
    note = json.loads(answer.read())
    connection.close()
    assert answer.status == 201
    return str(note["id"])
