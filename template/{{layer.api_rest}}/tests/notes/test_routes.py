"""A caller writes, reads, changes and deletes their own notes, and nobody else's."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.core.caller import Caller

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")


def write(client: TestClient, **fields: object) -> dict[str, str]:
    """Return a note that has just been written."""
    answer = client.post("/notes", json={"title": "Milk", **fields})
    assert answer.status_code == 201, answer.text
    note: dict[str, str] = answer.json()
    return note


def test_a_note_that_was_written_can_be_read(client: TestClient) -> None:
    created = client.post("/notes", json={"title": "Milk", "text": "Two bottles"})

    read = client.get(created.headers["location"])

    assert read.json() == created.json()
    assert read.json()["text"] == "Two bottles"
    assert read.headers["etag"] == created.headers["etag"]


def test_a_note_holds_what_it_was_changed_to(client: TestClient) -> None:
    note = write(client, reference="a")

    changed = client.put(
        f"/notes/{note['id']}",
        json={"title": "Bread", "text": "", "reference": None},
        headers={"If-Match": '"1"'},
    )

    assert changed.status_code == 200
    assert changed.json() == client.get(f"/notes/{note['id']}").json()
    assert (changed.json()["title"], changed.json()["version"]) == ("Bread", 2)
    assert changed.json()["updated_at"] > changed.json()["created_at"]


def test_a_deleted_note_is_gone(client: TestClient) -> None:
    note = write(client)

    deleted = client.delete(f"/notes/{note['id']}", headers={"If-Match": '"1"'})

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert client.get(f"/notes/{note['id']}").status_code == 404


@pytest.mark.promise("S20")
def test_ids_are_uuids_of_version_7(client: TestClient) -> None:
    first, second = UUID(write(client)["id"]), UUID(write(client)["id"])

    assert first.version == second.version == 7
    assert first.bytes[6:] != second.bytes[6:]


@pytest.mark.promise("S19")
@pytest.mark.parametrize("field", ["id", "owner_id", "version", "created_at"])
def test_nobody_sets_what_is_not_theirs_to_set(client: TestClient, field: str) -> None:
    note = write(client)
    body = {"title": "Milk", "text": "", "reference": None, field: note.get(field, str(EVE))}

    created = client.post("/notes", json=body)
    changed = client.put(f"/notes/{note['id']}", json=body, headers={"If-Match": '"1"'})

    assert (created.status_code, changed.status_code) == (422, 422)


@pytest.mark.promise("S19")
def test_an_answer_holds_these_fields_and_no_others(client: TestClient) -> None:
    assert list(write(client)) == [
        "id",
        "title",
        "text",
        "reference",
        "version",
        "created_at",
        "updated_at",
    ]


@pytest.mark.promise("S17")
def test_a_list_holds_the_callers_own_notes(client: TestClient, become: BecomeCaller) -> None:
    write(client)

    become(EVE)
    theirs = write(client)

    assert client.get("/notes").json()["items"] == [theirs]


@pytest.mark.promise("S18")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_somebody_elses_note_is_not_there(
    client: TestClient, become: BecomeCaller, method: str
) -> None:
    note = write(client)
    body = {"title": "Mine now", "text": "", "reference": None} if method == "PUT" else None

    become(EVE)
    theirs = client.request(method, f"/notes/{note['id']}", json=body, headers={"If-Match": '"1"'})
    nobodys = client.request(method, f"/notes/{EVE}", json=body, headers={"If-Match": '"1"'})

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.json()["detail"] == nobodys.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/notes", "notes:write"),
        ("GET", f"/notes/{EVE}", "notes:write"),
        ("POST", "/notes", "notes:read"),
        ("PUT", f"/notes/{EVE}", "notes:read"),
        ("DELETE", f"/notes/{EVE}", "notes:read"),
    ],
)
def test_a_caller_needs_the_scope(
    client: TestClient, become: BecomeCaller, method: str, path: str, scope: str
) -> None:
    body = {"title": "Milk", "text": "", "reference": None} if method in ("POST", "PUT") else None

    become(EVE, frozenset({scope}))
    answer = client.request(method, path, json=body, headers={"If-Match": '"1"'})

    assert answer.status_code == 403
