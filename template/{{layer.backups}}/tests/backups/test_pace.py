"""A backup takes no more than its share of the machine, and finds the same at any pace."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from app.backups import pace
from app.backups.desk import Desk
from app.backups.pace import Pace
from app.backups.source import open_copy, read_content
from app.backups.taking import take_backup
from tests.backups.data import ask

pytestmark = pytest.mark.backups

WRITE = "INSERT INTO marks VALUES "
SLOW, QUICKER = 32 * 1024, 512 * 1024  # bytes a second
MARKS, LETTERS = 500, 150  # several blocks of a table


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time to wait for long ones."""
    monkeypatch.setattr(pace, "REST_SECONDS", 0.01)


@pytest.fixture
def full(desk: Desk) -> Desk:
    """The desk, before a table with gaps in it."""
    rows = ", ".join(f"({number}, '{'x' * LETTERS}')" for number in range(10, 10 + MARKS))
    ask(desk.database, WRITE + rows, "DELETE FROM marks WHERE id BETWEEN 200 AND 210")
    return desk


def test_a_backup_is_not_faster_than_it_may_be(full: Desk) -> None:
    now = datetime.now(UTC)

    manifest = asyncio.run(take_backup(full.shelf, full.database, now, Pace(SLOW)))

    assert manifest.seconds > manifest.dump_bytes / SLOW


def test_what_is_found_does_not_depend_on_the_pace(full: Desk) -> None:
    async def read_slowly() -> object:
        async with open_copy(full.database) as copy:
            return await copy.read_content(Pace(QUICKER))

    assert asyncio.run(read_slowly()) == asyncio.run(read_content(full.database))


def test_who_was_slower_does_not_catch_up() -> None:
    unhurried = Pace(1_000)
    unhurried.reckon(1)
    time.sleep(0.2)

    assert unhurried.reckon(100) == 0
    assert 0 < unhurried.reckon(100) <= 0.1
