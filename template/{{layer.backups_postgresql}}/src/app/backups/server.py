"""How PostgreSQL's own programs find the server, and what its complaints mean to a backup."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.backups.errors import DatabaseRefused
from app.core.database import DatabaseSettings
from app.core.database.alone import Failed, find_authority


def list_variables(settings: DatabaseSettings) -> dict[str, str]:
    """Return where the database is, for libpq: nothing of it stands on a command line."""
    url = settings.address()
    variables = {
        "PGHOST": url.host or str(url.query.get("host", "")),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
    }
    if settings.demand_proof():
        variables |= {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": find_authority(settings)}
    return {name: str(value) for name, value in variables.items() if value}


@contextmanager
def told() -> Iterator[None]:
    """Replace what the database says by what it means here.

    Raises:
        DatabaseRefused: it does not answer, or does not do what it was told.
    """
    try:
        yield
    except Failed as error:
        raise DatabaseRefused(
            f"The database does not do its part: {error}",
            "Is DATABASE_URL right, with the user who owns the tables? Is there room on its disk?",
        ) from error
