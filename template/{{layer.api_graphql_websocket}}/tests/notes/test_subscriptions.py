"""Who subscribes to the events of notes hears of their own, once, in order, and as they are now."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.core.feed.log import sweep
from app.core.policy import Scope
from app.notes.schemas import NoteChange
from app.notes.service import Notes
from tests.conftest import BecomeCaller
from tests.core.sockets.test_subscriptions import open_socket, refuse
from tests.following import Follower, write_note

EVENTS = """subscription Follow($after: Text) {
  noteEvents(after: $after) { kind cursor noteId note { title version } }
}"""
CHANGE = NoteChange(title="Bread", text="", reference=None)


@pytest.fixture
def ada(become: BecomeCaller) -> Caller:
    """Whose notes are followed."""
    return become(uuid4())


@pytest.fixture
def follower(client: TestClient, ada: Caller) -> Iterator[Follower]:
    """A socket of hers."""
    with open_socket(client) as follower:
        yield follower


def hear(follower: Follower) -> dict[str, Any]:
    """Return the next event."""
    heard = follower.hear()
    assert (heard["type"], "errors" in heard["payload"]) == ("next", False), heard
    event: dict[str, Any] = heard["payload"]["data"]["noteEvents"]
    return event


def start(follower: Follower, after: str | None = None, subject: str = "1") -> dict[str, Any]:
    """Follow notes, and return the first event."""
    payload = {"query": EVENTS, "variables": {"after": after}}
    follower.say("subscribe", id=subject, payload=payload)
    event = hear(follower)
    assert event["kind"] == "STARTED"
    return event


def test_each_change_is_told_with_the_note_as_it_is(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    assert client.portal is not None
    notes = Notes(ada, app.state.database)
    start(follower)

    note_id = write_note(app, client, ada)
    created = hear(follower)
    client.portal.call(notes.change, note_id, [1], CHANGE, datetime.now(UTC))
    updated = hear(follower)
    client.portal.call(notes.delete, note_id, [2])
    deleted = hear(follower)

    assert [event["kind"] for event in (created, updated, deleted)] == [
        "CREATED",
        "UPDATED",
        "DELETED",
    ]
    assert created["noteId"] == deleted["noteId"] == str(note_id)
    assert created["note"] == {"title": "Milk", "version": 1}
    assert updated["note"] == {"title": "Bread", "version": 2}
    assert deleted["note"] is None


def test_a_subscription_resumes_where_it_was(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    begun = start(follower)
    written = [str(write_note(app, client, ada)) for _ in range(2)]
    heard = [hear(follower) for _ in range(2)]
    follower.say("complete", id="1")

    start(follower, heard[0]["cursor"], "2")
    again = hear(follower)

    assert [event["noteId"] for event in heard] == written
    assert again == heard[1]
    assert begun["noteId"] is None


def test_a_cursor_that_is_too_old_is_told_so(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    assert client.portal is not None
    begun = start(follower)
    write_note(app, client, ada)
    hear(follower)
    client.portal.call(sweep, app.state.database, -timedelta(hours=1))

    start(follower, begun["cursor"], "2")

    assert hear(follower)["kind"] == "GONE"


@pytest.mark.promise("S17")
def test_another_owners_events_are_never_told(
    app: FastAPI, client: TestClient, ada: Caller, follower: Follower
) -> None:
    start(follower)

    write_note(app, client, Caller(uuid4()))
    own = write_note(app, client, ada)

    assert hear(follower)["noteId"] == str(own)


@pytest.mark.promise("S29")
def test_another_owners_cursor_is_refused(
    client: TestClient, follower: Follower, become: BecomeCaller
) -> None:
    cursor = start(follower)["cursor"]

    become(uuid4())
    with open_socket(client) as other:
        told = refuse(other, EVENTS, variables={"after": cursor})

    assert told["code"] == "BAD_REQUEST"


@pytest.mark.promise("S48")
def test_who_may_not_read_notes_may_not_follow_them(
    client: TestClient, become: BecomeCaller
) -> None:
    become(uuid4(), frozenset(Scope) - {Scope.NOTES_READ})

    with open_socket(client) as follower:
        told = refuse(follower, EVENTS)

    assert (told["code"], told["status"]) == ("FORBIDDEN", 403)
