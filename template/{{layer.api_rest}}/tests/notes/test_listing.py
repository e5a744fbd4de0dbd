"""A list comes in pages, in an order and with filters that are among the known ones."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.core.caller import Caller

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")
TITLES = ["b", "a", "c", "a", "B", "ä", "c"]


@pytest.fixture
def notes(client: TestClient) -> list[dict[str, str]]:
    """Some notes, in the order in which they were written."""
    return [client.post("/notes", json={"title": title}).json() for title in TITLES]


def read_pages(client: TestClient, **query: object) -> list[list[dict[str, str]]]:
    """Return the items of each page, from the first to the last."""
    pages, parameters = [], {"limit": "3", **{name: str(given) for name, given in query.items()}}
    while True:
        page = client.get("/notes", params=parameters).json()
        pages.append(page["items"])
        if page["next_cursor"] is None:
            return pages
        parameters["cursor"] = page["next_cursor"]


@pytest.mark.promise("S29")
@pytest.mark.parametrize("sort", ["created_at", "-created_at", "title", "-title"])
def test_the_pages_hold_every_note_once(
    client: TestClient, notes: list[dict[str, str]], sort: str
) -> None:
    pages = read_pages(client, sort=sort)
    read = [note for page in pages for note in page]

    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(note["id"] for note in read) == sorted(note["id"] for note in notes)
    assert read == client.get("/notes", params={"sort": sort}).json()["items"]


def test_the_newest_note_comes_first(client: TestClient, notes: list[dict[str, str]]) -> None:
    assert client.get("/notes").json()["items"] == notes[::-1]
    assert read_pages(client, sort="created_at", limit=100) == [notes]


def test_a_page_may_end_between_equal_titles(
    client: TestClient, notes: list[dict[str, str]]
) -> None:
    titles = [note["title"] for page in read_pages(client, sort="title", limit=1) for note in page]

    assert sorted(titles) == sorted(TITLES)


@pytest.mark.promise("S29")
@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000", "x"])
def test_a_page_has_1_to_100_notes(client: TestClient, limit: str) -> None:
    assert client.get("/notes", params={"limit": limit}).status_code == 422


@pytest.mark.promise("S29")
def test_a_cursor_is_good_for_its_own_list_only(
    client: TestClient, notes: list[dict[str, str]], become: BecomeCaller
) -> None:
    cursor = client.get("/notes", params={"limit": 1}).json()["next_cursor"]
    others = [{"sort": "title"}, {"sort": "created_at"}, {"title_contains": "a"}]

    statuses = [
        client.get("/notes", params={"cursor": cursor, **other}).status_code for other in others
    ]
    become(EVE)
    eves = client.get("/notes", params={"cursor": cursor})

    assert statuses == [400, 400, 400]
    assert eves.status_code == 400


@pytest.mark.promise("S29")
@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 200, "ÿ", "=", "!!!!"])
def test_a_made_up_cursor_is_refused(client: TestClient, cursor: str) -> None:
    assert client.get("/notes", params={"cursor": cursor}).status_code == 400


@pytest.mark.promise("S28")
@pytest.mark.parametrize("query", [{"sort": "owner_id"}, {"sort": "title;--"}, {"owner_id": "1"}])
def test_only_known_sorts_and_filters_are_taken(client: TestClient, query: dict[str, str]) -> None:
    assert client.get("/notes", params=query).status_code == 422


@pytest.mark.promise("S28")
@pytest.mark.parametrize("text", ["%", "_", "/", "\\", "'", "/%", "%' OR 1=1 --"])
def test_a_filter_finds_the_text_itself(client: TestClient, text: str) -> None:
    client.post("/notes", json={"title": "plain"})
    marked = client.post("/notes", json={"title": f"a{text}b"}).json()

    found = client.get("/notes", params={"title_contains": text}).json()["items"]

    assert found == [marked]


def test_filters_narrow_the_list_together(client: TestClient) -> None:
    for reference, title in [("a", "Milk"), ("b", "Milk"), ("c", "Bread")]:
        client.post("/notes", json={"title": title, "reference": reference})

    milk = client.get("/notes", params={"title_contains": "mil"}).json()["items"]
    one = client.get("/notes", params={"title_contains": "mil", "reference": "b"}).json()["items"]

    assert [note["reference"] for note in milk] == ["b", "a"]
    assert [note["reference"] for note in one] == ["b"]
