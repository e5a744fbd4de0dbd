"""How MariaDB's own programs find the server, and what its complaints mean to a backup."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.backups.errors import DatabaseRefused
from app.core.database import DatabaseSettings
from app.core.database.alone import Failed, find_authority


def list_options(settings: DatabaseSettings) -> list[str]:
    """Return where the database is, for MariaDB's programs; the password is not among it."""
    url = settings.address()
    options = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "socket": url.query.get("unix_socket"),
    }
    proof = ["--ssl-verify-server-cert", f"--ssl-ca={find_authority(settings)}"]
    return [
        *(f"--{name}={value}" for name, value in options.items() if value),
        *(proof if settings.demand_proof() else []),
    ]


def list_variables(settings: DatabaseSettings) -> dict[str, str]:
    """Return the password, which no command line shows."""
    password = settings.address().password
    return {"MYSQL_PWD": str(password)} if password else {}


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
