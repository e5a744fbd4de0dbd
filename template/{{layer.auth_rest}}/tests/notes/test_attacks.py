"""What an attacker tries on notes, with real credentials: none of it works.

Copy this file with the resource: a mistake that is made later turns it red.
"""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.core.policy import Scope
from tests.credentials import BAD
from tests.meeting import meet, meet_impostor

NOTE = {"title": "Mine now", "text": "", "reference": None}
BODIES = {"POST": {"title": "Milk"}, "PUT": NOTE}
CALLS = [
    ("GET", "", Scope.NOTES_READ),
    ("POST", "", Scope.NOTES_WRITE),
    ("GET", "/{id}", Scope.NOTES_READ),
    ("PUT", "/{id}", Scope.NOTES_WRITE),
    ("DELETE", "/{id}", Scope.NOTES_WRITE),
]
every_call = pytest.mark.parametrize(("method", "path", "scope"), CALLS)

Ask = Callable[..., Response]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """What sends a request with these headers in the place of the client's own."""

    def ask(method: str, path: str, headers: dict[str, str]) -> Response:
        headers = {**headers, "If-Match": '"1"'}
        return client.request(method, f"/notes{path}", json=BODIES.get(method), headers=headers)

    return ask


@pytest.fixture
def note(client: TestClient) -> dict[str, Any]:
    """A note of somebody else."""
    written: dict[str, Any] = client.post("/notes", json={"title": "Milk"}).json()
    return written


@pytest.mark.promise("S18")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_owners_id_finds_nothing(
    app: FastAPI, client: TestClient, note: dict[str, Any], ask: Ask, method: str
) -> None:
    eve = meet(app, client, Scope.NOTES_READ, Scope.NOTES_WRITE)

    assert ask(method, f"/{note['id']}", eve).status_code == 404
    assert client.get(f"/notes/{note['id']}").json() == note


@pytest.mark.promise("S17")
def test_another_owners_list_is_empty(
    app: FastAPI, client: TestClient, note: dict[str, Any], ask: Ask
) -> None:
    assert ask("GET", "", meet(app, client)).json()["items"] == []


@every_call
@pytest.mark.promise("S21")
def test_a_call_without_its_scope_is_refused(
    app: FastAPI,
    client: TestClient,
    note: dict[str, Any],
    ask: Ask,
    method: str,
    path: str,
    scope: Scope,
) -> None:
    others = meet(app, client, *(set(Scope) - {scope}))

    assert ask(method, path.format_map(note), others).status_code == 403


@pytest.mark.promise("S19")
@pytest.mark.parametrize("field", ["id", "owner_id", "version", "created_at", "scopes", "role"])
def test_no_field_can_be_smuggled_in(client: TestClient, note: dict[str, Any], field: str) -> None:
    smuggled = {field: note.get(field, note["id"])}

    created = client.post("/notes", json={"title": "Milk", **smuggled})
    changed = client.put(
        f"/notes/{note['id']}", json={**NOTE, **smuggled}, headers={"If-Match": '"1"'}
    )

    assert (created.status_code, changed.status_code) == (422, 422)


@pytest.mark.promise("S29")
@pytest.mark.parametrize("limit", ["101", "1000000000", "-1"])
def test_no_page_is_larger_than_it_may_be(client: TestClient, limit: str) -> None:
    assert client.get("/notes", params={"limit": limit}).status_code == 422


@pytest.mark.promise("S01")
@pytest.mark.parametrize("kind", BAD)
@every_call
def test_bad_credentials_open_nothing(
    app: FastAPI,
    client: TestClient,
    note: dict[str, Any],
    method: str,
    path: str,
    scope: Scope,
    kind: str,
) -> None:
    headers = meet_impostor(app, client, kind)

    answer = client.request(method, f"/notes{path.format_map(note)}", json=1, headers=headers)

    assert answer.status_code == 401, answer.text
    assert client.get(f"/notes/{note['id']}").json() == note
