"""A caller's notes can be written and listed."""

from fastapi.testclient import TestClient


def test_a_note_that_was_written_is_listed(client: TestClient) -> None:
    created = client.post("/notes", json={"title": "Milk", "text": "Two bottles"})

    listed = client.get("/notes")

    assert created.status_code == 201
    assert listed.json() == {"items": [created.json()], "next_cursor": None}
