"""What is kept no longer goes, both parts of it, and what is whole and young stays."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.backups.deeds import prune
from app.backups.desk import Desk
from app.backups.pace import Pace
from app.backups.shelf import CUT_SHORT, DUMP, MANIFEST, find_parts_of_none, sort_parts, write_stamp
from app.backups.taking import take_backup
from tests.backups.conftest import Do

pytestmark = [pytest.mark.backups, pytest.mark.promise("S61")]

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
OLD, NEW = write_stamp(NOW - CUT_SHORT * 2), write_stamp(NOW - CUT_SHORT / 2)


def test_a_backup_that_others_have_outlived_goes_with_both_parts(desk: Desk, do: Do) -> None:
    [old] = asyncio.run(desk.shelf.list_backups())
    later = datetime.now(UTC) + timedelta(seconds=5)
    asyncio.run(take_backup(desk.shelf, desk.database, later, Pace(desk.settings.bytes_per_second)))
    few = {"keep_hourly": 1, "keep_daily": 1, "keep_weekly": 1, "keep_monthly": 1}
    strict = desk.settings.model_copy(update=few)

    assert asyncio.run(desk.shelf.prune(strict, later)) == [old.name]

    [left] = asyncio.run(desk.shelf.list_backups())
    parts = asyncio.run(desk.shelf.list_parts())
    assert {kind.keys() == {left.name} for kind in parts.values()} == {True}


def test_within_the_rules_nothing_goes(desk: Desk, do: Do) -> None:
    assert do(prune) == 0

    assert len(asyncio.run(desk.shelf.list_backups())) == 1


def test_parts_of_none_go_when_nobody_works_on_them_any_more() -> None:
    dumps = {OLD: "1", NEW: "2"}

    assert find_parts_of_none({DUMP: dumps, MANIFEST: {}}, NOW) == {OLD}
    assert find_parts_of_none({DUMP: dumps, MANIFEST: dumps}, NOW) == set()


def test_snapshots_of_others_are_let_be() -> None:
    others: list[dict[str, Any]] = [
        {"id": "1", "tags": ["database"]},
        {"id": "2"},
        {"id": "3", "tags": ["a", "b", "c"]},
    ]

    assert sort_parts(others) == {DUMP: {}, MANIFEST: {}}
