"""Who follows notes hears of each change once, in order, and of nobody else's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.core.feed.log import sweep
from app.core.policy import Scope
from app.notes.schemas import NoteChange
from app.notes.service import Notes
from tests.conftest import BecomeCaller
from tests.following import Follower, following, write_note

CHANGE = NoteChange(title="Bread", text="", reference=None)
KEPT = timedelta(hours=1)


@pytest.fixture
def ada(become: BecomeCaller) -> Caller:
    """Whose notes are followed."""
    return become(uuid4())


@pytest.fixture
def follower(client: TestClient, ada: Caller) -> Iterator[Follower]:
    """A socket of hers."""
    with following(client) as follower:
        yield follower


def test_each_change_is_told_once_and_in_order(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    assert client.portal is not None
    notes = Notes(ada, app.state.database)
    follower.subscribe()

    note_id = write_note(app, client, ada)
    client.portal.call(notes.change, note_id, [1], CHANGE, datetime.now(UTC))
    client.portal.call(notes.delete, note_id, [2])

    heard = [follower.hear() for _ in range(3)]
    assert [event["kind"] for event in heard] == ["created", "updated", "deleted"]
    assert {(event["type"], event["resource"], event["id"]) for event in heard} == {
        ("event", "notes", str(note_id))
    }


def test_after_a_reconnect_nothing_is_lost_and_nothing_comes_twice(
    app: FastAPI, client: TestClient, ada: Caller
) -> None:
    with following(client) as follower:
        follower.subscribe()
        first = write_note(app, client, ada)
        event = follower.hear()

    missed = [write_note(app, client, ada) for _ in range(3)]
    with following(client) as follower:
        follower.subscribe(after=event["cursor"])
        heard = [follower.hear()["id"] for _ in range(3)]
        last = write_note(app, client, ada)

        assert event["id"] == str(first)
        assert heard == [str(note_id) for note_id in missed]
        assert follower.hear()["id"] == str(last)


def test_more_than_a_page_is_caught_up_with(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower, monkeypatch: Any
) -> None:
    monkeypatch.setattr("app.core.feed.log.PAGE_ROWS", 2)
    start = follower.subscribe()
    written = [str(write_note(app, client, ada)) for _ in range(5)]
    for _ in written:
        follower.hear()

    follower.subscribe(after=start)

    assert [follower.hear()["id"] for _ in written] == written


@pytest.mark.promise("S17")
def test_another_owners_events_are_never_told(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    follower.subscribe()

    write_note(app, client, Caller(uuid4()))
    own = write_note(app, client, ada)

    assert follower.hear()["id"] == str(own)


@pytest.mark.promise("S29")
def test_another_owners_cursor_is_refused(
    client: TestClient, follower: Follower, become: BecomeCaller
) -> None:
    cursor = follower.subscribe()

    become(uuid4())
    with following(client) as other:
        for bad in (cursor, "x", "\u00e9", "A" * 40):
            assert other.ask("subscribe", resource="notes", after=bad)["code"] == "BAD_REQUEST"


@pytest.mark.promise("S21")
def test_who_may_not_read_notes_may_not_follow_them(
    client: TestClient, become: BecomeCaller
) -> None:
    become(uuid4(), frozenset(Scope) - {Scope.NOTES_READ})

    with following(client) as follower:
        answer = follower.ask("subscribe", resource="notes")

    assert (answer["code"], answer["status"]) == ("FORBIDDEN", 403)
    assert answer["request_id"]


def test_a_cursor_that_is_too_old_is_told_so_and_the_feed_goes_on(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    assert client.portal is not None
    cursor = follower.subscribe()
    write_note(app, client, ada)
    follower.hear()
    client.portal.call(sweep, app.state.database, -KEPT)

    follower.subscribe(after=cursor)
    gone = follower.hear()
    note_id = write_note(app, client, ada)

    assert (gone["type"], gone["resource"]) == ("gone", "notes")
    assert follower.hear()["id"] == str(note_id)
    assert follower.subscribe(after=gone["cursor"]) == gone["cursor"]
    assert follower.hear()["id"] == str(note_id)


def test_who_does_not_follow_any_more_hears_nothing(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    follower.subscribe()
    assert follower.ask("unsubscribe", resource="notes")["type"] == "unsubscribed"

    write_note(app, client, ada)

    assert follower.ask("unsubscribe", resource="notes")["type"] == "unsubscribed"


REFUSED = {
    "{": "BAD_REQUEST",
    '{"type":"pong","type":"pong"}': "BAD_REQUEST",
    "[" * 10_000: "BAD_REQUEST",
    '"\\ud800"': "BAD_REQUEST",
    "[]": "UNPROCESSABLE_CONTENT",
    '{"type":"evil"}': "UNPROCESSABLE_CONTENT",
    '{"type":"subscribe"}': "UNPROCESSABLE_CONTENT",
    '{"type":"pong","evil":1}': "UNPROCESSABLE_CONTENT",
    '{"type":"subscribe","resource":"evil"}': "NOT_FOUND",
    '{"type":"subscribe","resource":"notes","after":7}': "UNPROCESSABLE_CONTENT",
}


@pytest.mark.promise("S30")
@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_cannot_be_done_is_told_without_an_echo(
    follower: Follower, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    follower.socket.send_text(text)
    answer = follower.hear()

    assert (answer["type"], answer["code"], "evil" in str(answer)) == ("error", code, False)
    assert follower.subscribe()
    assert "exception" not in capsys.readouterr().out


def test_the_ids_are_those_of_notes(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    assert client.portal is not None
    follower.subscribe()
    write_note(app, client, ada, "Bread")

    note_id = UUID(follower.hear()["id"])

    note = client.portal.call(Notes(ada, app.state.database).read, note_id)
    assert note.title == "Bread"
