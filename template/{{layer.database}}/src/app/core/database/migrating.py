"""Bring the tables up to date, or back: Alembic, run from our own code."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.database import dialect
from app.core.database.failures import told_in_our_words
from app.core.database.settings import DatabaseSettings

Step = Callable[[Config], Any]


def migrate(settings: DatabaseSettings, revision: str = "head") -> None:
    """Bring the tables to `revision`. Of several processes that try at once, one does the work."""
    run_alembic(settings, lambda config: command.upgrade(config, revision))


def is_ahead(settings: DatabaseSettings, list_tables: Callable[[], Collection[str]]) -> bool:
    """Say whether a newer version has migrated: our tables, at a revision that is none of ours.

    Where they are not all there, the database is no newer one of ours, but somebody else's.
    """
    found: list[bool] = []

    def look(config: Config) -> None:
        connection: Connection = config.attributes["connection"]
        ours = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
        unknown = set(MigrationContext.configure(connection).get_current_heads()) - ours
        there = set(inspect(connection).get_table_names()) if unknown else set()
        found.append(bool(unknown) and there.issuperset(list_tables()))

    run_alembic(settings, look)
    return found[0]


def run_alembic(settings: DatabaseSettings, step: Step) -> None:
    """Run one of Alembic's commands on the database, alone."""
    asyncio.run(run_locked(settings, step))


async def run_locked(settings: DatabaseSettings, step: Step) -> None:
    """Connect, wait until nobody else migrates, and run `step`.

    Raises:
        Unavailable: the database does not answer.
    """
    arguments = dialect.connect_arguments(settings)
    engine = create_async_engine(settings.address(), connect_args=arguments, poolclass=NullPool)
    try:
        with told_in_our_words():
            connection = await engine.connect()
        try:
            await connection.run_sync(run_step, settings, step)
        finally:
            await connection.close()
    finally:
        await engine.dispose()


def run_step(connection: Connection, settings: DatabaseSettings, step: Step) -> None:
    """Run `step` on `connection`; `migrations/env.py` finds it in the configuration."""
    config = Config()
    config.set_main_option("script_location", str(settings.migrations.resolve()))
    config.attributes["connection"] = connection
    with dialect.migrating_alone(connection, settings.migration_lock_seconds):
        step(config)
    connection.commit()
