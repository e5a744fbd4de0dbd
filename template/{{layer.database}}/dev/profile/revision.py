"""Write the migration that makes what is missing, and drops what is needless."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Index

from app.core.database import Base, DatabaseSettings
from dev.migration import write_migration
from dev.profile.indexes import Missing, Needless

MESSAGE = "change indexes as profiled"


def write_revision(
    settings: DatabaseSettings, missing: Sequence[Missing], needless: Sequence[Needless]
) -> Path:
    """Return the new migration; `settings` lead to an empty database."""
    for one in missing:
        table = Base.metadata.tables[one.table]
        Index(None, *(table.c[name] for name in one.columns))
    names = {one.name for one in needless}
    for table in Base.metadata.tables.values():
        table.indexes -= {index for index in table.indexes if index.name in names}
    return write_migration(settings, MESSAGE)


def list_lines(missing: Sequence[Missing], needless: Sequence[Needless]) -> Iterator[str]:
    """Yield what the models are to say as well: a test holds them to the migrations."""
    for one in missing:
        columns = ", ".join(f'"{name}"' for name in one.columns)
        yield f"add to __table_args__ of {one.table}: Index(None, {columns})"
    for other in needless:
        yield f"take out of the model of {other.table}: the index on {', '.join(other.columns)}"
