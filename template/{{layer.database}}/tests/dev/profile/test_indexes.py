"""An index is needless if a longer one does its work, or if nothing in the service uses it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Index, Table

from app.notes.models import Note
from dev.profile.indexes import find_needless

NOTES = Note.__table__
SWEEP = "DELETE FROM notes WHERE notes.updated_at <= ?"
Plant = Callable[..., str]


@pytest.fixture
def plant() -> Iterator[Plant]:
    """What gives the table of notes one more index, for as long as the test takes."""
    planted: list[Index] = []
    assert isinstance(NOTES, Table)

    def plant(*columns: str) -> str:
        planted.append(Index(None, *(NOTES.c[name] for name in columns)))
        return str(planted[-1].name)

    yield plant
    NOTES.indexes.difference_update(planted)


def find(recorded: set[str]) -> dict[str, str]:
    """Return what is needless for notes, and why, of what was planted."""
    own = {"ix_notes_owner_id_created_at_id", "ix_notes_owner_id_title_id"}
    found = find_needless({}, recorded, {})
    return {one.name: one.why for one in found if one.table == "notes" and one.name not in own}


def test_an_index_that_another_begins_with_is_needless(plant: Plant) -> None:
    name = plant("owner_id")

    assert "begins with the same columns" in find(set())[name]


def test_an_index_that_nothing_uses_is_needless_once_everything_was_seen(plant: Plant) -> None:
    name = plant("updated_at")

    assert find({"SELECT notes.updated_at FROM notes"})[name] == "no statement uses it"
    assert find({SWEEP}) == {}
    assert find(set()) == {}
