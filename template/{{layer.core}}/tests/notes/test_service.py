"""What happens to notes is decided once, and told to whoever wants to hear it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.core.database import Database, Work
from app.core.events import Event
from app.notes.errors import ReferenceTaken
from app.notes.events import NoteCreated, NoteDeleted, NoteUpdated
from app.notes.schemas import NoteChange, NoteIn, NoteOut, NoteQuery
from app.notes.service import Notes
from tests.callers import ANYONE

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
RACERS = 8
EVE = Caller(UUID("0192f0c1-0000-7000-8000-00000000000e"))


@pytest.fixture
def notes(app: FastAPI) -> Notes:
    """The notes of a caller."""
    return Notes(ANYONE, app.state.database)


@pytest.fixture
def call(client: TestClient) -> Callable[..., object]:
    """What runs something of the service's where the service runs."""
    assert client.portal is not None
    return client.portal.call


@pytest.mark.promise("S53")
@pytest.mark.parametrize("key", [None, "key"])
def test_of_those_who_race_for_a_reference_one_wins(
    notes: Notes, call: Callable[..., list[object]], key: str | None
) -> None:
    async def race() -> list[object]:
        wanted = NoteIn(title="Milk", reference="a")
        keys = [f"{key}-{number}" if key else None for number in range(RACERS)]
        racers = [notes.create(wanted, NOW, key) for key in keys]
        return list(await asyncio.gather(*racers, return_exceptions=True))

    ends = call(race)

    assert sum(isinstance(end, NoteOut) for end in ends) == 1
    assert sum(isinstance(end, ReferenceTaken) for end in ends) == RACERS - 1


@pytest.mark.promise("S53")
def test_a_change_cannot_take_a_reference_either(
    notes: Notes, call: Callable[..., NoteOut]
) -> None:
    call(notes.create, NoteIn(title="Milk", reference="a"), NOW)
    other = call(notes.create, NoteIn(title="Bread", reference="b"), NOW)

    with pytest.raises(ReferenceTaken):
        call(notes.change, other.id, [1], NoteChange(title="x", text="", reference="a"), NOW)


@pytest.mark.promise("S51")
def test_those_who_race_with_one_key_make_one_note(
    notes: Notes, call: Callable[..., list[NoteOut]]
) -> None:
    async def race() -> list[NoteOut]:
        racers = [notes.create(NoteIn(title="Milk"), NOW, "once") for _ in range(RACERS)]
        return list(await asyncio.gather(*racers))

    assert len({note.id for note in call(race)}) == 1


def test_times_are_kept_to_the_microsecond_and_in_utc(
    notes: Notes, call: Callable[..., NoteOut]
) -> None:
    created = call(notes.create, NoteIn(title="Milk"), NOW)

    read = call(notes.read, created.id)

    assert read == created
    assert (read.created_at, read.created_at.utcoffset()) == (NOW, NOW.utcoffset())


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_several_notes_are_read_in_the_order_in_which_they_are_asked_for(
    notes: Notes, call: Callable[..., Any], count: int
) -> None:
    written = [call(notes.create, NoteIn(title=f"Note {n}"), NOW) for n in range(count)]
    theirs = call(Notes(EVE, notes.database).create, NoteIn(title="Hers"), NOW)

    read = call(notes.read_several, [theirs.id, *(note.id for note in reversed(written))])

    assert read == [None, *reversed(written)]


class Ear:
    """Somebody who hears of events."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.heard: list[type[Event]] = []
        self.stored: list[int] = []

    async def listen(self, event: Event) -> None:
        """Note the event, and how many notes are stored by now."""
        page = await Notes(ANYONE, self.database).list_page(NoteQuery())
        self.heard.append(type(event))
        self.stored.append(len(page.items))


def test_listeners_hear_of_what_is_stored(
    notes: Notes, call: Callable[..., NoteOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Ear(notes.database)
    monkeypatch.setattr(notes.database.events, "_listeners", [ear.listen])
    change = NoteChange(title="Bread", text="", reference=None)

    note = call(notes.create, NoteIn(title="Milk"), NOW)
    call(notes.change, note.id, [1], change, NOW)
    call(notes.delete, note.id, [2])

    assert ear.heard == [NoteCreated, NoteUpdated, NoteDeleted]
    assert ear.stored == [1, 1, 0]


def test_nobody_hears_of_what_was_undone(
    notes: Notes, call: Callable[..., NoteOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    call(notes.create, NoteIn(title="Milk", reference="a"), NOW)
    ear = Ear(notes.database)
    monkeypatch.setattr(notes.database.events, "_listeners", [ear.listen])

    with pytest.raises(ReferenceTaken):
        call(notes.create, NoteIn(title="Milk", reference="a"), NOW)

    assert ear.heard == []


@pytest.mark.promise("S54")
def test_what_a_recorder_cannot_write_is_not_stored(
    notes: Notes, call: Callable[..., NoteOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(work: Work, event: Event) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(notes.database.events, "_recorders", [fail])
    with pytest.raises(ZeroDivisionError):
        call(notes.create, NoteIn(title="Milk"), NOW)

    assert call(notes.list_page, NoteQuery()).items == []  # type: ignore[attr-defined]


@pytest.mark.promise("S54")
def test_a_recorder_sees_the_note_in_its_own_transaction(
    notes: Notes, call: Callable[..., NoteOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    async def look(work: Work, event: Event) -> None:
        inside = Notes(ANYONE, work)  # type: ignore[arg-type]
        outside = Notes(ANYONE, notes.database)
        for place in (inside, outside):
            seen.append(len((await place.list_page(NoteQuery())).items))

    monkeypatch.setattr(notes.database.events, "_recorders", [look])
    call(notes.create, NoteIn(title="Milk"), NOW)

    assert seen == [1, 0]


def test_a_listener_that_fails_stops_nobody(
    notes: Notes, call: Callable[..., NoteOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(event: Event) -> None:
        raise ZeroDivisionError

    ear = Ear(notes.database)
    monkeypatch.setattr(notes.database.events, "_listeners", [fail, ear.listen])
    call(notes.create, NoteIn(title="Milk"), NOW)

    assert ear.heard == [NoteCreated]
