"""A mutation is done once under its key, and only on the version that the caller has read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.core.caller import Caller
from tests.asking import ask, list_codes, post, refuse

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")
CREATE = """mutation($input: NoteInput!, $key: IdempotencyKey) {
  createNote(input: $input, idempotencyKey: $key) { id version createdAt }
}"""
UPDATE = """mutation($id: UUID!, $version: Int!) {
  updateNote(id: $id, version: $version, input: {title: "Bread", text: ""}) { version }
}"""
DELETE = "mutation($id: UUID!, $version: Int!) { deleteNote(id: $id, version: $version) }"


IN_A_ROW = """mutation($id: UUID!) {
  a: updateNote(id: $id, version: 1, input: {title: "A", text: ""}) { version }
  b: updateNote(id: $id, version: 2, input: {title: "B", text: ""}) { version }
  c: updateNote(id: $id, version: 1, input: {title: "C", text: ""}) { version }
  d: deleteNote(id: $id, version: 3)
}"""


def write(client: TestClient, key: str | None = "once", **fields: object) -> Response:
    """Return the answer to a note that is written with a key."""
    return post(client, CREATE, input={"title": "Milk", **fields}, key=key)


def count(client: TestClient) -> int:
    """Return how many notes there are."""
    return len(ask(client, "{ notes { nodes { id } } }")["notes"]["nodes"])


@pytest.mark.promise("S51")
def test_the_second_request_is_answered_like_the_first(client: TestClient) -> None:
    first, second = write(client), write(client)

    assert first.json() == second.json()
    assert list_codes(first) == []
    assert count(client) == 1


@pytest.mark.promise("S51")
def test_a_key_stands_for_one_request(client: TestClient) -> None:
    write(client)

    assert list_codes(write(client, title="Bread")) == ["UNPROCESSABLE_CONTENT"]
    assert count(client) == 1


@pytest.mark.promise("S51")
def test_a_key_is_its_callers_own(client: TestClient, become: BecomeCaller) -> None:
    mine = write(client).json()["data"]["createNote"]

    become(EVE)
    theirs = write(client, title="Bread").json()["data"]["createNote"]

    assert theirs["id"] != mine["id"]


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "é", "a\n"])
def test_a_key_is_200_visible_characters(client: TestClient, key: str) -> None:
    assert list_codes(write(client, key)) == ["BAD_REQUEST"]


def test_a_reference_is_taken_once(client: TestClient) -> None:
    codes = [list_codes(write(client, None, reference="a")) for _ in range(2)]

    assert codes == [[], ["CONFLICT"]]


@pytest.fixture
def note(client: TestClient) -> Any:
    """A note that was just written."""
    return ask(client, CREATE, input={"title": "Milk"})["createNote"]


@pytest.mark.promise("S52")
@pytest.mark.parametrize("document", [UPDATE, DELETE])
def test_a_change_must_name_a_version(client: TestClient, note: Any, document: str) -> None:
    without = document.replace(", version: $version", "").replace(", $version: Int!", "")

    assert refuse(client, without, id=note["id"]) == "BAD_REQUEST"
    assert count(client) == 1


@pytest.mark.promise("S52")
def test_the_second_change_of_a_version_is_refused(client: TestClient, note: Any) -> None:
    changed = ask(client, UPDATE, id=note["id"], version=1)

    assert changed == {"updateNote": {"version": 2}}
    assert refuse(client, UPDATE, id=note["id"], version=1) == "PRECONDITION_FAILED"
    assert refuse(client, DELETE, id=note["id"], version=1) == "PRECONDITION_FAILED"
    assert ask(client, DELETE, id=note["id"], version=2) == {"deleteNote": note["id"]}


def test_mutations_of_one_request_are_done_in_their_order(client: TestClient, note: Any) -> None:
    answer = post(client, IN_A_ROW, id=note["id"])

    assert answer.json()["data"] == {
        "a": {"version": 2},
        "b": {"version": 3},
        "c": None,
        "d": note["id"],
    }
    assert list_codes(answer) == ["PRECONDITION_FAILED"]
