"""GraphQL on the real server: what was acknowledged is stored."""

import json
from http.client import HTTPConnection
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.asking import ask
from tests.process.service import Start

CREATE = "mutation($title: Text!) { createNote(input: {title: $title}) { id } }"


@pytest.mark.promise("S76")
def test_what_was_acknowledged_survives_a_crash(
    start: Start, client: TestClient, headers: dict[str, str]
) -> None:
    running = start()
    running.wait_until_ready()

    acknowledged = [write(running.port, headers, f"Note {number}") for number in range(5)]
    running.crash()

    stored = ask(client, "{ notes(sort: CREATED_AT_ASC) { nodes { id title } } }")["notes"]["nodes"]
    ours = [note["id"] for note in stored if note["title"].startswith("Note ")]
    assert ours == acknowledged


def write(port: int, headers: dict[str, str], title: str) -> str:
    """Return the id of a note that the service says it has stored."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    body = json.dumps({"query": CREATE, "variables": {"title": title}})
    headers = {**headers, "Content-Type": "application/json"}
    connection.request("POST", "/graphql", body, headers)
    answer = connection.getresponse()
    document: Any = json.loads(answer.read())
    connection.close()
    assert answer.status == 200
    return str(document["data"]["createNote"]["id"])
