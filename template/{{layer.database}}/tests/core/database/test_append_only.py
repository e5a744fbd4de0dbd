"""A table that says its rows stay takes new ones and nothing else, whoever asks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Connection, Integer, Table, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from app.core.database import Base, DatabaseSettings
from app.core.database.dialect import forbid_changes
from app.core.database.migrating import migrate, run_alembic
from app.core.database.tables import APPEND_ONLY
from dev.database import open_scratch


@pytest.fixture
def diary() -> Iterator[Table]:
    """A table whose rows stay."""
    table = Table("diary", Base.metadata, Column("id", Integer, primary_key=True), info=APPEND_ONLY)
    yield table
    Base.metadata.remove(table)


@pytest.fixture
def scratch(server: str, environment: pytest.MonkeyPatch) -> Iterator[DatabaseSettings]:
    """An empty database."""
    with open_scratch(server) as url:
        yield DatabaseSettings(url=url)


def test_the_migration_that_makes_it_writes_down_what_makes_rows_stay(
    scratch: DatabaseSettings, diary: Table, tmp_path: Path
) -> None:
    migrate(scratch)

    written = write_revision(scratch, tmp_path)

    assert "info={'append_only': True}" in written
    assert written.count("op.execute(") == 2


def test_its_rows_can_be_neither_changed_nor_deleted(
    scratch: DatabaseSettings, diary: Table
) -> None:
    kept: list[int] = []

    def scenario(config: Config) -> None:
        connection: Connection = config.attributes["connection"]
        diary.create(connection)
        for statement in forbid_changes("diary"):
            connection.exec_driver_sql(statement)
        connection.execute(insert(diary), {"id": 1})
        connection.commit()
        for change in (update(diary).values(id=2), delete(diary)):
            with pytest.raises(DBAPIError, match="nothing else"):
                connection.execute(change)
            connection.rollback()
        kept.extend(connection.scalars(select(diary.c.id)))

    run_alembic(scratch, scenario)

    assert kept == [1]


def write_revision(scratch: DatabaseSettings, folder: Path) -> str:
    """Return the migration that is written for what the models have more."""
    copy = shutil.copytree(scratch.migrations, folder / "migrations")
    settings = scratch.model_copy(update={"migrations": copy})
    run_alembic(settings, lambda config: command.revision(config, "diary", autogenerate=True))
    return next(copy.glob("versions/*_diary.py")).read_text()
