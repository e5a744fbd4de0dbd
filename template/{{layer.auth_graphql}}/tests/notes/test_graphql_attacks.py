"""What an attacker tries on notes over GraphQL, with real credentials: none of it works.

Copy this file with the resource: a mistake that is made later turns it red.
"""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.policy import Scope
from tests.asking import ask, list_codes, post_as
from tests.credentials import BAD
from tests.meeting import meet, meet_impostor

CREATE = 'mutation { createNote(input: {title: "Milk"%s}) { id title } }'
LIST = "{ notes { nodes { id } } }"
PAGE = "{ notes(first: %s) { nodes { id } } }"
READ = "query($id: UUID!) { note(id: $id) { id title } }"
BOTH = """query($own: UUID!, $other: UUID!) {
  own: note(id: $own) { id }
  other: note(id: $other) { id }
}"""
UPDATE = """mutation($id: UUID!) {
  updateNote(id: $id, version: 1, input: {title: "Mine now", text: ""%s}) { id }
}"""
DELETE = "mutation($id: UUID!) { deleteNote(id: $id, version: 1) }"
OPERATIONS = [
    (LIST, Scope.NOTES_READ),
    (CREATE % "", Scope.NOTES_WRITE),
    (READ, Scope.NOTES_READ),
    (UPDATE % "", Scope.NOTES_WRITE),
    (DELETE, Scope.NOTES_WRITE),
]
NAMES = ["list", "create", "read", "update", "delete"]
every_operation = pytest.mark.parametrize(("document", "scope"), OPERATIONS, ids=NAMES)


@pytest.fixture
def note(client: TestClient) -> dict[str, Any]:
    """A note of somebody else."""
    written: dict[str, Any] = ask(client, CREATE % "")["createNote"]
    return written


@pytest.mark.promise("S18")
@pytest.mark.parametrize("document", [READ, UPDATE % "", DELETE], ids=["read", "update", "delete"])
def test_another_owners_id_finds_nothing(
    app: FastAPI, client: TestClient, note: dict[str, Any], document: str
) -> None:
    eve = meet(app, client)

    answer = post_as(client, eve, document, id=note["id"])

    assert list_codes(answer) == ["NOT_FOUND"]
    assert list(answer.json()["data"].values()) == [None]
    assert ask(client, READ, id=note["id"])["note"] == note


@pytest.mark.promise("S17")
def test_another_owners_list_is_empty(
    app: FastAPI, client: TestClient, note: dict[str, Any]
) -> None:
    assert post_as(client, meet(app, client), LIST).json()["data"] == {"notes": {"nodes": []}}


@pytest.mark.promise("S18")
def test_an_id_among_own_ones_finds_nothing(
    app: FastAPI, client: TestClient, note: dict[str, Any]
) -> None:
    eve = meet(app, client)
    own = post_as(client, eve, CREATE % "").json()["data"]["createNote"]["id"]

    answer = post_as(client, eve, BOTH, own=own, other=note["id"])

    assert answer.json()["data"] == {"own": {"id": own}, "other": None}


@every_operation
@pytest.mark.promise("S21")
def test_an_operation_without_its_scope_is_refused(
    app: FastAPI, client: TestClient, note: dict[str, Any], document: str, scope: Scope
) -> None:
    others = meet(app, client, *(set(Scope) - {scope}))

    assert list_codes(post_as(client, others, document, id=note["id"])) == ["FORBIDDEN"]


@pytest.mark.promise("S19")
@pytest.mark.parametrize("field", ["id", "ownerId", "version", "createdAt", "scopes", "role"])
def test_no_field_can_be_smuggled_in(client: TestClient, note: dict[str, Any], field: str) -> None:
    smuggled = f', {field}: "{note["id"]}"'

    created = post_as(client, {}, CREATE % smuggled)
    changed = post_as(client, {}, UPDATE % smuggled, id=note["id"])

    assert (created.status_code, changed.status_code) == (400, 400)
    assert list_codes(created) == list_codes(changed) == ["BAD_REQUEST"]


@pytest.mark.promise("S19")
def test_a_note_shows_these_fields_and_no_others(client: TestClient) -> None:
    shown = ask(client, '{ __type(name: "Note") { fields { name } } }')["__type"]["fields"]

    assert " ".join(field["name"] for field in shown) == (
        "id title text reference version createdAt updatedAt"
    )


@pytest.mark.promise("S29")
@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("101", "UNPROCESSABLE_CONTENT"),
        ("1000000000", "UNPROCESSABLE_CONTENT"),
        ("10000000000", "BAD_REQUEST"),  # more than GraphQL calls a number
        ("-1", "UNPROCESSABLE_CONTENT"),
    ],
)
def test_no_page_is_larger_than_it_may_be(client: TestClient, first: str, code: str) -> None:
    answer = post_as(client, {}, PAGE % first)

    assert list_codes(answer) == [code]


@pytest.mark.promise("S01")
@pytest.mark.parametrize("kind", BAD)
@every_operation
def test_bad_credentials_open_nothing(
    app: FastAPI,
    client: TestClient,
    note: dict[str, Any],
    document: str,
    scope: Scope,
    kind: str,
) -> None:
    impostor = meet_impostor(app, client, kind)

    answer = post_as(client, impostor, document, id=note["id"])

    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert ask(client, READ, id=note["id"])["note"] == note
