"""The migrations make the tables that the models describe, there and back."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Inspector, insert, inspect, select, text

from app.cli import main
from app.core.database import Base, Database, DatabaseSettings
from app.core.database.migrating import migrate, run_alembic
from app.core.database.tables import NAMES
from app.notes.models import Note
from dev.database import open_scratch

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TURN_SECONDS = 30  # beyond that somebody waits for ever


@pytest.fixture
def scratch(server: str, environment: pytest.MonkeyPatch) -> Iterator[DatabaseSettings]:
    """An empty database."""
    with open_scratch(server) as url:
        yield DatabaseSettings(url=url)


def connected(config: Config) -> Connection:
    """Return the connection of a migration."""
    connection: Connection = config.attributes["connection"]
    return connection


@pytest.mark.promise("S58")
def test_the_migrations_make_what_the_models_say(scratch: DatabaseSettings) -> None:
    migrate(scratch)

    run_alembic(scratch, command.check)


@pytest.mark.promise("S58")
def test_up_down_and_up_again_with_data(scratch: DatabaseSettings) -> None:
    note = {"id": UUID(int=1), "owner_id": UUID(int=2), "title": "ä", "text": "", "version": 1}
    note |= {"reference": None, "created_at": NOW, "updated_at": NOW}
    migrate(scratch)
    asyncio.run(store(scratch, note))

    run_alembic(scratch, lambda config: command.downgrade(config, "base"))
    left = list_tables(scratch)
    migrate(scratch)

    assert left == {"alembic_version"}
    assert list_tables(scratch) == {"alembic_version", *Base.metadata.tables}
    assert read_rows(scratch) == 0


async def store(scratch: DatabaseSettings, note: dict[str, object]) -> None:
    """Store a note as the service does."""
    database = Database(scratch)
    async with database.work() as work:
        await work.change(insert(Note), note)
    await database.close()


@pytest.mark.promise("S58")
def test_whoever_goes_back_leaves_the_tables_of_the_newer_version(
    scratch: DatabaseSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(scratch)
    call_it(scratch, "later")
    monkeypatch.setenv("DATABASE_URL", scratch.url)

    assert main(["migrate"]) == 0

    assert "A newer version has migrated" in capsys.readouterr().err
    assert list_tables(scratch) == {"alembic_version", *Base.metadata.tables}


@pytest.mark.promise("S58")
def test_the_tables_of_somebody_else_are_not_taken_for_those_of_a_newer_version(
    scratch: DatabaseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(scratch)
    run_alembic(scratch, lambda config: command.downgrade(config, "base"))
    call_it(scratch, "later")
    monkeypatch.setenv("DATABASE_URL", scratch.url)

    with pytest.raises(CommandError):
        main(["migrate"])


def call_it(scratch: DatabaseSettings, revision: str) -> None:
    """Write down that the tables are at another revision."""

    def write(config: Config) -> None:
        connected(config).execute(text("DELETE FROM alembic_version"))
        named = text("INSERT INTO alembic_version VALUES (:revision)")
        connected(config).execute(named, {"revision": revision})

    run_alembic(scratch, write)


def list_tables(scratch: DatabaseSettings) -> set[str]:
    """Return the names of the tables that are there."""
    found: set[str] = set()
    run_alembic(scratch, lambda config: found.update(inspect(connected(config)).get_table_names()))
    return found


def read_rows(scratch: DatabaseSettings) -> int:
    """Return how many notes are stored."""
    counts: list[int] = []
    run_alembic(
        scratch, lambda config: counts.append(len(connected(config).execute(select(Note)).all()))
    )
    return counts[0]


@pytest.mark.promise("S58")
def test_processes_that_migrate_at_once_take_turns(scratch: DatabaseSettings) -> None:
    done: list[int] = []

    def take_turn(number: int) -> None:
        migrate(scratch)
        done.append(number)

    turns = [Thread(target=take_turn, args=[number], daemon=True) for number in range(4)]
    for turn in turns:
        turn.start()
    for turn in turns:
        turn.join(TURN_SECONDS)

    assert sorted(done) == [0, 1, 2, 3]
    run_alembic(scratch, command.check)


@pytest.mark.promise("S58")
def test_every_constraint_has_a_name_by_which_it_can_be_dropped(
    scratch: DatabaseSettings,
) -> None:
    names: list[str | None] = []

    def collect(config: Config) -> None:
        inspector: Inspector = inspect(connected(config))
        for table in Base.metadata.tables:
            names.extend(index["name"] for index in inspector.get_indexes(table))
            names.extend(unique["name"] for unique in inspector.get_unique_constraints(table))

    migrate(scratch)
    run_alembic(scratch, collect)

    assert names
    assert {(name or "")[:3] for name in names} <= {f"{kind}_" for kind in NAMES}
