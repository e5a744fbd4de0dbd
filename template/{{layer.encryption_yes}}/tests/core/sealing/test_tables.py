"""In the tables nothing sensitive can be read, moved, changed or guessed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.sealing.errors import NotOpened, NotSealed, UnknownKey
from app.notes.schemas import NoteChange, NoteIn, NoteOut, NoteQuery
from app.notes.service import Notes
from tests.callers import ANYONE
from tests.core.sealing.conftest import Raw

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SECRET = NoteIn(title="Milk", text="Nobody else's business", reference="AZ-17")
Call = Callable[..., Any]


@pytest.fixture
def call(client: TestClient) -> Call:
    """What runs something of the service's where the service runs."""
    assert client.portal is not None
    return client.portal.call


@pytest.fixture
def notes(app: FastAPI) -> Notes:
    """The notes of a caller."""
    return Notes(ANYONE, app.state.database)


@pytest.mark.promise("S55")
def test_a_note_is_read_as_it_was_written_and_kept_sealed(
    notes: Notes, call: Call, raw: Raw
) -> None:
    note: NoteOut = call(notes.create, SECRET, NOW)
    first = [raw.read(place)[note.id] for place in ("notes.text", "notes.reference")]
    change = NoteChange(title="Milk", text="Another secret", reference=None)

    assert call(notes.read, note.id) == note
    assert all(value.startswith("sealed1:") for value in first)
    assert call(notes.change, note.id, [1], change, NOW).text == "Another secret"
    assert raw.read("notes.text")[note.id] != first[0]
    assert raw.read("notes.reference")[note.id] is None


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("notes.text", "notes.text"),
        ("notes.reference", "notes.text"),
        ("idempotency_keys.answer", "notes.text"),
    ],
    ids=["another row", "another column", "another table"],
)
def test_a_value_that_was_moved_is_not_shown(
    notes: Notes, call: Call, raw: Raw, source: str, target: str
) -> None:
    theirs: NoteOut = call(notes.create, SECRET, NOW, "key")
    mine: NoteOut = call(notes.create, NoteIn(title="Mine"), NOW)
    values = raw.read(source)  # others have left theirs
    moved = values.get(theirs.id) or next(filter(None, values.values()))
    victim = mine if source == target else theirs

    raw.write(target, victim.id, moved)

    with pytest.raises(NotOpened):
        call(notes.read, victim.id)
    with pytest.raises(NotOpened):
        call(notes.list_page, NoteQuery())


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda value: "plain", NotSealed),
        (lambda value: f"sealed1:00000000{value[16:]}", UnknownKey),
        (lambda value: value[:-6] + ("A" if value[-6] != "A" else "B") + value[-5:], NotOpened),
    ],
    ids=["plain", "unknown key", "changed"],
)
def test_a_value_that_was_changed_is_not_shown(
    notes: Notes, call: Call, raw: Raw, spoil: Callable[[str], str], error: type[NotOpened]
) -> None:
    note: NoteOut = call(notes.create, SECRET, NOW)

    raw.write("notes.text", note.id, spoil(raw.read("notes.text")[note.id]))

    with pytest.raises(error) as raised:
        call(notes.read, note.id)
    assert type(raised.value) is error


@pytest.mark.promise("S55")
def test_a_note_is_found_by_its_whole_reference(notes: Notes, call: Call) -> None:
    found: NoteOut = call(notes.create, SECRET, NOW)
    call(notes.create, NoteIn(title="Other", reference="AZ-18"), NOW)

    ids = [
        [note.id for note in call(notes.list_page, NoteQuery(reference=reference)).items]
        for reference in ("AZ-17", "AZ-1", "az-17", "AZ-17 ")
    ]

    assert ids == [[found.id], [], [], []]


@pytest.mark.promise("S55")
def test_what_a_note_is_found_by_says_nothing_of_it(notes: Notes, call: Call, raw: Raw) -> None:
    note: NoteOut = call(notes.create, SECRET, NOW)
    slot = raw.slot("notes.reference")
    assert slot.mark is not None

    [[mark]] = call(raw.database.rows, select(slot.mark), {})

    assert isinstance(note.id, UUID)
    assert "AZ" not in mark
    assert len(mark) == 33  # the key's name, and 128 bits
