"""SQLite keeps what it has acknowledged, and nobody waits for its lock for long."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep

import pytest
from sqlalchemy import text

from app.cli import main
from app.core.database import Busy, Database, DatabaseSettings
from app.core.errors import Unavailable
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes
from tests.callers import ANYONE

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
COUNT = (  # seconds of work
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000000)"
    " SELECT count(*) FROM n"
)
PRAGMAS = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"]


@pytest.mark.promise("S76")
def test_a_connection_is_set_to_lose_nothing(opened: Opened) -> None:
    async def scenario() -> list[object]:
        async with opened() as database:
            return [(await database.rows(text(f"PRAGMA {name}"), {}))[0][0] for name in PRAGMAS]

    assert asyncio.run(scenario()) == ["wal", 2, 1, 2_000]


@pytest.mark.promise("S60")
@pytest.mark.promise("S69")
def test_a_statement_that_takes_too_long_is_stopped(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(deadline_seconds=0.1) as database:
            with pytest.raises(Busy):
                await database.rows(text(COUNT), {})
            with pytest.raises(Busy):
                async with database.work() as work:
                    await work.rows(text(COUNT), {})
            await database.check()

    asyncio.run(scenario())


@pytest.mark.promise("S60")
@pytest.mark.promise("S68")
def test_another_process_that_writes_is_not_waited_for_for_long(opened: Opened) -> None:
    async def scenario() -> float:
        async with opened(lock_seconds=0.2) as database:
            notes = Notes(ANYONE, database)
            other = sqlite3.connect(str(DatabaseSettings().address().database))
            other.execute("BEGIN IMMEDIATE")
            begun = perf_counter()
            for key in (None, "key"):
                with pytest.raises(Busy):
                    await notes.create(NoteIn(title="Milk"), NOW, key)
            taken = perf_counter() - begun
            assert (await notes.list_page(NoteQuery())).items == []
            other.rollback()
            other.close()
            await notes.create(NoteIn(title="Milk"), NOW)
            return taken

    assert asyncio.run(scenario()) < 2


@pytest.mark.promise("S68")
def test_a_folder_that_is_not_there_is_told_as_an_outage(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(url="sqlite:////no/such/folder/app.db") as database:
            with pytest.raises(Unavailable):
                await database.check()
            await asyncio.sleep(0.05)  # the driver's thread has a last word

    asyncio.run(scenario())


@pytest.mark.promise("S68")
def test_an_operator_whose_settings_lead_elsewhere_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("Milk. " * 100)
    monkeypatch.setattr("aiosqlite.core.LOG.debug", lambda *_: sleep(0.02))  # a thread that is late

    for place in ("nowhere/app.db", "notes.txt"):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / place}")

        assert main(["migrate"]) == 1
        assert capsys.readouterr().err.startswith("error: The database does not answer.\n\nhint: ")
