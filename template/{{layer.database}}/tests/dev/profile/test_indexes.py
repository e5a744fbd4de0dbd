"""An index is needless if a longer one does its work, or if nothing in the service uses it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Column, DateTime, Index, Integer, Table

from app.core.database import Base
from dev.profile.indexes import find_needless

SWEEP = "DELETE FROM shelves WHERE shelves.updated_at <= ?"
Plant = Callable[..., str]


@pytest.fixture
def plant() -> Iterator[Plant]:
    """What gives a table one more index; both are there for as long as the test takes."""
    table = Table(
        "shelves",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("owner_id", Integer),
        Column("created_at", DateTime),
        Column("updated_at", DateTime),
        Index("ix_shelves_own", "owner_id", "created_at"),
    )
    yield lambda *columns: str(Index(None, *(table.c[name] for name in columns)).name)
    Base.metadata.remove(table)


def find(recorded: set[str]) -> dict[str, str]:
    """Return what is needless for the table, and why, of what was planted."""
    found = find_needless({}, recorded, {})
    return {
        one.name: one.why
        for one in found
        if one.table == "shelves" and one.name != "ix_shelves_own"
    }


def test_an_index_that_another_begins_with_is_needless(plant: Plant) -> None:
    name = plant("owner_id")

    assert "begins with the same columns" in find(set())[name]


def test_an_index_that_nothing_uses_is_needless_once_everything_was_seen(plant: Plant) -> None:
    name = plant("updated_at")

    assert find({"SELECT shelves.updated_at FROM shelves"})[name] == "no statement uses it"
    assert find({SWEEP}) == {}
    assert find(set()) == {}
