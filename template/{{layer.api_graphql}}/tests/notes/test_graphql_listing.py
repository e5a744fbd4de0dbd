"""A connection comes in pages, in an order and with filters that are among the known ones."""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.notes.graphql import NoteSort
from app.notes.schemas import NoteQuery, Sort
from app.notes.service import Notes
from tests.asking import ask, list_codes, post, refuse

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")
TITLES = ["b", "a", "c", "a", "B", "ä", "c"]
PAGE = """
query(
  $first: Int! = 3, $after: Text, $sort: NoteSort! = CREATED_AT_DESC,
  $contains: Text, $reference: Text
) {
  notes(
    first: $first, after: $after, sort: $sort, titleContains: $contains, reference: $reference
  ) {
    nodes { id title reference }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
WRITE = "mutation($input: NoteInput!) { createNote(input: $input) { id } }"


def write(client: TestClient, **fields: object) -> str:
    """Return the id of a note that has just been written."""
    return str(ask(client, WRITE, input=fields)["createNote"]["id"])


@pytest.fixture
def written(client: TestClient) -> list[str]:
    """The ids of some notes, in the order in which they were written."""
    return [write(client, title=title) for title in TITLES]


def read_page(client: TestClient, **variables: object) -> Any:
    """Return one page."""
    return ask(client, PAGE, **variables)["notes"]


def read_pages(client: TestClient, **variables: object) -> list[Any]:
    """Return every page, from the first to the last."""
    pages = [read_page(client, **variables)]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        after = pages[-1]["pageInfo"]["endCursor"]
        pages.append(read_page(client, after=after, **variables))
    return pages


@pytest.mark.promise("S29")
@pytest.mark.parametrize("sort", [sort.name for sort in NoteSort])
def test_the_pages_hold_every_note_once(client: TestClient, written: list[str], sort: str) -> None:
    pages = read_pages(client, sort=sort)
    read = [note["id"] for page in pages for note in page["nodes"]]

    assert [len(page["nodes"]) for page in pages] == [3, 3, 1]
    assert [page["pageInfo"]["hasPreviousPage"] for page in pages] == [False, True, True]
    assert sorted(read) == sorted(written)
    assert read == [note["id"] for note in read_page(client, first=100, sort=sort)["nodes"]]


def test_the_newest_note_comes_first(client: TestClient, written: list[str]) -> None:
    assert [note["id"] for note in read_page(client, first=100)["nodes"]] == written[::-1]


@pytest.mark.promise("S29")
def test_a_cursor_is_the_same_over_every_protocol(
    client: TestClient, app: FastAPI, become: BecomeCaller
) -> None:
    assert client.portal is not None
    notes = Notes(become(EVE), app.state.database)
    for title in TITLES:
        write(client, title=title)

    page = read_page(client)
    other = client.portal.call(notes.list_page, NoteQuery(limit=3))

    assert page["pageInfo"]["endCursor"] == other.next_cursor
    assert page["edges"][-1]["cursor"] == other.next_cursor
    assert page["edges"][0]["cursor"] == page["pageInfo"]["startCursor"]


@pytest.mark.promise("S29")
def test_a_list_goes_on_after_any_of_its_rows(client: TestClient, written: list[str]) -> None:
    first = read_page(client)["edges"][0]

    following = read_page(client, after=first["cursor"])

    assert [note["id"] for note in following["nodes"]] == written[-2:-5:-1]


def test_an_empty_list_has_no_cursors(client: TestClient) -> None:
    page = read_page(client)

    assert page["nodes"] == page["edges"] == []
    assert page["pageInfo"]["startCursor"] is page["pageInfo"]["endCursor"] is None


@pytest.mark.promise("S29")
@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
def test_a_page_has_1_to_100_notes(client: TestClient, first: int) -> None:
    answer = post(
        client, "query($first: Int!) { notes(first: $first) { nodes { id } } }", first=first
    )

    assert list_codes(answer) == ["UNPROCESSABLE_CONTENT"]
    assert answer.json()["errors"][0]["extensions"]["errors"][0]["at"] == "first"


@pytest.mark.promise("S29")
def test_a_cursor_is_good_for_its_own_list_only(
    client: TestClient, written: list[str], become: BecomeCaller
) -> None:
    after = read_page(client)["pageInfo"]["endCursor"]
    others: list[dict[str, object]] = [{"sort": "TITLE_ASC"}, {"contains": "a"}]

    codes = [refuse(client, PAGE, after=after, **other) for other in others]
    become(EVE)

    assert codes == ["BAD_REQUEST"] * 2
    assert refuse(client, PAGE, after=after) == "BAD_REQUEST"


@pytest.mark.promise("S28")
def test_the_orders_are_those_that_the_service_knows(client: TestClient) -> None:
    assert {sort.value for sort in NoteSort} == set(get_args(Sort))
    assert refuse(client, PAGE, sort="OWNER_ID") == "BAD_REQUEST"


@pytest.mark.promise("S28")
@pytest.mark.parametrize("text", ["%", "_", "/", "\\", "'", "%' OR 1=1 --"])
def test_a_filter_finds_the_text_itself(client: TestClient, text: str) -> None:
    write(client, title="plain")
    marked = write(client, title=f"a{text}b")

    found = read_page(client, contains=text)["nodes"]

    assert [note["id"] for note in found] == [marked]


def test_filters_narrow_the_list_together(client: TestClient) -> None:
    for reference, title in [("a", "Milk"), ("b", "Milk"), ("c", "Bread")]:
        write(client, title=title, reference=reference)

    milk = read_page(client, contains="mil")["nodes"]
    one = read_page(client, contains="mil", reference="b")["nodes"]

    assert [note["reference"] for note in milk] == ["b", "a"]
    assert [note["reference"] for note in one] == ["b"]
