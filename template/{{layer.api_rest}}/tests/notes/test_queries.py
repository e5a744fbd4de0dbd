"""What a request for notes costs the database: no more when there are more of them.

One statement finds out who calls, where a caller shows something that the database knows.
"""

import pytest
from fastapi.testclient import TestClient

from tests.statements import assert_queries

MANY = 12


@pytest.fixture
def notes(client: TestClient) -> list[dict[str, str]]:
    """Many notes."""
    return [client.post("/notes", json={"title": str(n)}).json() for n in range(MANY)]


@pytest.fixture
def written(notes: list[dict[str, str]]) -> dict[str, str]:
    """One of them."""
    return notes[-1]


def test_a_page_is_one_statement_however_many_notes_it_holds(
    client: TestClient, notes: list[dict[str, str]]
) -> None:
    with assert_queries(max=2):
        page = client.get("/notes").json()

    assert [note for note in notes if note not in page["items"]] == []


def test_a_note_is_read_with_one_statement(client: TestClient, written: dict[str, str]) -> None:
    with assert_queries(max=2):
        assert client.get(f"/notes/{written['id']}").json() == written


def test_a_note_is_written_with_one_statement_and_what_is_recorded_of_it(
    client: TestClient, written: dict[str, str]
) -> None:
    with assert_queries(max=3):
        assert client.post("/notes", json={"title": "Milk"}).status_code == 201
