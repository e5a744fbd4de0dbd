"""Where the database is, and how long the service waits for it."""

from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import URL, make_url

from app.core.database import dialect
from app.core.settings import EnvironmentSettings

SHORTEST_PASSWORD = 16


class DatabaseSettings(EnvironmentSettings, env_prefix="DATABASE_"):
    """`DATABASE_URL` sets `url`, and so on."""

    url: str
    password: SecretStr | None = None  # apart from the address, so that it can come from a file

    pool_size: int = 20  # connections; times the workers, below the server's limit
    pool_wait_seconds: float = 1.0  # then the request is turned away with 503

    connect_seconds: float = 1.5
    statement_seconds: float = 5.0  # the server stops a statement that takes longer
    lock_seconds: float = 2.0  # the server stops waiting for somebody else's lock
    idle_seconds: float = 10.0  # the server ends a transaction that does nothing
    deadline_seconds: float = 6.0  # we drop a connection that does not answer, whatever it says

    migrations: Path = Path("migrations")
    migration_lock_seconds: float = 60.0  # how long one `app migrate` waits for another

    def address(self) -> URL:
        """Return the address with driver and password, for SQLAlchemy."""
        url = make_url(self.url).set(drivername=dialect.DRIVER)
        return url.set(password=self.password.get_secret_value()) if self.password else url

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        if make_url(self.url).password:
            return ["DATABASE_URL holds a password: put it into DATABASE_PASSWORD."]
        if self.password is None or len(self.password.get_secret_value()) < SHORTEST_PASSWORD:
            return [f"DATABASE_PASSWORD needs {SHORTEST_PASSWORD} characters"]
        return []
