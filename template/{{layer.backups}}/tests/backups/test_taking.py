"""A backup is of one moment, whatever is written meanwhile, and counts only when it is whole."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.backups.deeds import run, verify
from app.backups.desk import Desk
from app.backups.errors import DatabaseRefused
from app.backups.report import read_status
from app.core.database import DatabaseSettings
from dev.database import open_scratch
from tests.backups.conftest import NOTHING, Do
from tests.backups.data import ask

pytestmark = pytest.mark.backups

FILL_MORE = "INSERT INTO marks VALUES "
WRITE = "INSERT INTO marks VALUES ({}, 'meanwhile')"
MANY = 400  # marks to begin with: the dump takes a moment


@contextmanager
def writing(database: DatabaseSettings) -> Iterator[None]:
    """Write one row after the other, until the block ends."""
    over = threading.Event()

    def write() -> None:
        number = MANY
        while not over.is_set():
            number += 1
            ask(database, WRITE.format(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


@pytest.mark.promise("S65")
def test_a_backup_under_writers_is_of_one_moment(desk: Desk, do: Do) -> None:
    rows = ", ".join(f"({number}, '{'x' * 150}')" for number in range(10, MANY))
    ask(desk.database, FILL_MORE + rows)

    with writing(desk.database):
        assert do(run) == 0

    assert do(verify) == 0


@pytest.mark.promise("S61")
def test_what_it_was_is_written_down_for_people_and_for_prometheus(desk: Desk, do: Do) -> None:
    assert do(run) == 0

    status = read_status(desk.settings.state)
    assert status.taken_timestamp_seconds
    assert status.bytes
    figures = (desk.settings.state / "backups.prom").read_text()
    assert f"backup_taken_timestamp_seconds {status.taken_timestamp_seconds}\n" in figures


@pytest.mark.promise("S64")
def test_an_empty_database_does_not_take_the_place_of_a_full_one(desk: Desk, do: Do) -> None:
    ask(desk.database, "DELETE FROM marks")

    with pytest.raises(DatabaseRefused, match="is empty, and the newest backup is not"):
        do(run)

    assert do(run, empty=True) == 0


def test_a_database_without_tables_is_not_backed_up(server: str, desk: Desk) -> None:
    with open_scratch(server) as url:
        ask(DatabaseSettings(url=url), "CREATE TABLE stray (id INTEGER)")
        empty = Desk(desk.shelf, desk.settings, DatabaseSettings(url=url))

        with pytest.raises(DatabaseRefused, match="no tables of this service"):
            asyncio.run(run.do(NOTHING, empty))
