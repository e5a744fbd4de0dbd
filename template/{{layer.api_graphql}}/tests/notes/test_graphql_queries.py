"""What an operation on notes costs the database: no more when it asks for more of them.

One statement finds out who calls, where a caller shows something that the database knows.
"""

import pytest
from fastapi.testclient import TestClient

from tests.asking import ask
from tests.statements import assert_queries

MANY = 6
WRITE = "mutation($title: Text!) { createNote(input: {title: $title}) { id } }"


@pytest.fixture
def written(client: TestClient) -> list[str]:
    """The ids of many notes."""
    return [ask(client, WRITE, title=str(number))["createNote"]["id"] for number in range(MANY)]


def test_a_page_is_one_statement_however_many_notes_it_holds(
    client: TestClient, written: list[str]
) -> None:
    with assert_queries(max=2):
        page = ask(client, "{ notes { nodes { id title } } }")["notes"]

    assert {note["id"] for note in page["nodes"]} >= set(written)


def test_notes_that_are_asked_for_one_by_one_are_read_together(
    client: TestClient, written: list[str]
) -> None:
    fields = [f'n{place}: note(id: "{id_}") ' for place, id_ in enumerate(written)]
    document = "{" + "".join(field + "{ id } " for field in fields) + "}"

    with assert_queries(max=2):
        found = ask(client, document)

    assert [note["id"] for note in found.values()] == written
