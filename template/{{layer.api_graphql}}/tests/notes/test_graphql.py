"""A caller writes, reads, changes and deletes their own notes over GraphQL, and nobody else's."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.core.database import Database
from tests.asking import ask, list_codes, post, refuse

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")

CREATE = (
    "mutation($input: NoteInput!) { createNote(input: $input) { id title text reference version } }"
)
READ = "query($id: UUID!) { note(id: $id) { id title text reference version createdAt updatedAt } }"
TITLE = "{ title }"
LIST = "{ notes { nodes { id title } } }"
UPDATE = """mutation($id: UUID!, $version: Int!, $input: NoteChangeInput!) {
  updateNote(id: $id, version: $version, input: $input) { id title version createdAt updatedAt }
}"""
DELETE = "mutation($id: UUID!, $version: Int!) { deleteNote(id: $id, version: $version) }"
BREAD = {"title": "Bread", "text": "", "reference": None}


def write(client: TestClient, **fields: object) -> Any:
    """Return a note that has just been written."""
    return ask(client, CREATE, input={"title": "Milk", **fields})["createNote"]


def test_a_note_that_was_written_can_be_read(client: TestClient) -> None:
    created = write(client, text="Two bottles", reference="a")

    read = ask(client, READ, id=created["id"])["note"]

    assert created.items() <= read.items()
    assert (read["title"], read["text"], read["reference"]) == ("Milk", "Two bottles", "a")
    assert read["createdAt"] == read["updatedAt"]
    assert read["createdAt"].endswith("Z")


def test_a_note_holds_what_it_was_changed_to(client: TestClient) -> None:
    note = write(client, reference="a")

    changed = ask(client, UPDATE, id=note["id"], version=1, input=BREAD)["updateNote"]

    assert (changed["title"], changed["version"]) == ("Bread", 2)
    assert changed["updatedAt"] > changed["createdAt"]
    assert ask(client, READ, id=note["id"])["note"]["reference"] is None


def test_a_deleted_note_is_gone(client: TestClient) -> None:
    note = write(client)

    assert ask(client, DELETE, id=note["id"], version=1) == {"deleteNote": note["id"]}
    assert refuse(client, READ, id=note["id"]) == "NOT_FOUND"


@pytest.mark.promise("S19")
@pytest.mark.parametrize("field", ["id", "ownerId", "version", "createdAt"])
def test_nobody_sets_what_is_not_theirs_to_set(client: TestClient, field: str) -> None:
    note = write(client)

    created = post(client, CREATE, input={"title": "Milk", field: 1})
    changed = post(client, UPDATE, id=note["id"], version=1, input={**BREAD, field: 1})

    assert list_codes(created) == list_codes(changed) == ["BAD_REQUEST"]
    assert (created.status_code, changed.status_code) == (400, 400)


@pytest.mark.promise("S17")
def test_a_list_holds_the_callers_own_notes(client: TestClient, become: BecomeCaller) -> None:
    write(client)

    become(EVE)
    theirs = write(client)

    assert [note["id"] for note in ask(client, LIST)["notes"]["nodes"]] == [theirs["id"]]


@pytest.mark.promise("S18")
@pytest.mark.parametrize("document", [READ, UPDATE, DELETE])
def test_somebody_elses_note_is_not_there(
    client: TestClient, become: BecomeCaller, document: str
) -> None:
    note = write(client)
    more: dict[str, object] = {"version": 1} if "$version" in document else {}
    more |= {"input": BREAD} if "$input" in document else {}

    become(EVE)
    theirs = post(client, document, id=note["id"], **more).json()["errors"]
    nobodys = post(client, document, id=str(EVE), **more).json()["errors"]

    assert theirs[0]["extensions"]["code"] == "NOT_FOUND"
    assert theirs[0]["message"] == nobodys[0]["message"]


@pytest.mark.promise("S48")
def test_every_field_asks_what_the_caller_may_do(client: TestClient, become: BecomeCaller) -> None:
    note = write(client)

    become(EVE, frozenset({"notes:read"}))
    reader = [refuse(client, CREATE, input={"title": "Milk"})]
    reader += [refuse(client, UPDATE, id=note["id"], version=1, input=BREAD)]
    reader += [refuse(client, DELETE, id=note["id"], version=1)]
    become(EVE, frozenset({"notes:write"}))
    writer = [refuse(client, READ, id=note["id"]), refuse(client, LIST)]

    assert reader == ["FORBIDDEN"] * 3
    assert writer == ["FORBIDDEN"] * 2


@pytest.mark.promise("S48")
def test_what_may_not_be_seen_takes_nothing_else_with_it(
    client: TestClient, become: BecomeCaller
) -> None:
    become(EVE, frozenset({"notes:write"}))
    document = 'mutation { createNote(input: {title: "Milk"}) { title } }'
    both = "{ __typename notes { nodes { id } } }"

    assert ask(client, document) == {"createNote": {"title": "Milk"}}
    assert post(client, both).json()["data"] == {"__typename": "Query", "notes": None}


class Counting:
    """A database that counts what it is asked."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements = 0

    async def rows(self, statement: Any, values: Any) -> Any:
        """Return the rows."""
        self.statements += 1
        return await self.database.rows(statement, values)


@pytest.fixture
def counting(client: TestClient, app: FastAPI) -> Any:
    """The database of the service, which counts."""
    own = app.state.database
    app.state.database = Counting(own)
    yield app.state.database
    app.state.database = own


@pytest.mark.promise("S48")
@pytest.mark.parametrize("count", [1, 2, 15])
def test_notes_that_are_asked_for_together_cost_one_statement(
    client: TestClient, app: FastAPI, counting: Counting, count: int
) -> None:
    app.state.database = counting.database
    notes = [write(client, title=f"Note {number}") for number in range(count)]
    app.state.database = counting
    fields = [f'n{n}: note(id: "{note["id"]}") ' + TITLE for n, note in enumerate(notes)]

    read = ask(client, "{" + " ".join(fields) + "}")

    assert counting.statements == 1
    assert [note["title"] for note in read.values()] == [note["title"] for note in notes]


@pytest.mark.promise("S48")
def test_a_list_costs_one_statement_however_long_it_is(
    client: TestClient, app: FastAPI, counting: Counting
) -> None:
    app.state.database = counting.database
    for number in range(5):
        write(client, title=f"Note {number}")
    app.state.database = counting

    page = ask(client, "{ notes { edges { cursor node { id title } } pageInfo { endCursor } } }")

    assert counting.statements == 1
    assert len(page["notes"]["edges"]) == 5
