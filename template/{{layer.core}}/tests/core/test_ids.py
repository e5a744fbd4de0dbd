"""Ids sort by the time at which they were made, and cannot be guessed."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

import pytest

from app.core.ids import make_id

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.promise("S20")
def test_an_id_is_a_uuid_of_version_7() -> None:
    made = make_id(NOW)

    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


def test_later_ids_sort_later() -> None:
    made = [make_id(NOW + timedelta(milliseconds=step)) for step in range(100)]

    assert made == sorted(made)


def test_no_two_ids_are_alike() -> None:
    assert len({make_id(NOW) for _ in range(1_000)}) == 1_000
