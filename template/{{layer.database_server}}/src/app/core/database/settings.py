"""Where the database is, and how long the service waits for it."""

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, field_validator
from sqlalchemy import URL, make_url

from app.core.database import dialect
from app.core.database.proof import Unreadable, is_loopback, make_context
from app.core.settings import EnvironmentSettings

SHORTEST_PASSWORD = 16


class DatabaseSettings(EnvironmentSettings, env_prefix="DATABASE_"):
    """`DATABASE_URL` sets `url`, and so on."""

    url: str
    password: SecretStr | None = None  # apart from the address, so that it can come from a file
    authority: str | None = None  # who has signed the server's certificate, in PEM; or "system"

    pool_size: int = 20  # connections; times the workers, below the server's limit
    pool_wait_seconds: float = 1.0  # then the request is turned away with 503

    connect_seconds: float = 1.5
    statement_seconds: float = 5.0  # the server stops a statement that takes longer
    lock_seconds: float = 2.0  # the server stops waiting for somebody else's lock
    idle_seconds: float = 10.0  # the server ends a transaction that does nothing
    deadline_seconds: float = 6.0  # we drop a connection that does not answer, whatever it says
    slow_seconds: float = Field(0.5, gt=0)  # a statement that takes longer is written down

    migrations: Path = Path("migrations")
    migration_lock_seconds: float = 60.0  # how long one `app migrate` waits for another

    def address(self) -> URL:
        """Return the address with driver and password, for SQLAlchemy."""
        url = make_url(self.url).set(drivername=dialect.DRIVER)
        return url.set(password=self.password.get_secret_value()) if self.password else url

    @property
    def has_socket(self) -> bool:
        """Whether a socket leads to the server."""
        url = make_url(self.url)
        return url.host is None and str(url.query.get(dialect.SOCKET)).startswith("/")

    @property
    def stays_here(self) -> bool:
        """Whether what is said to the server never leaves this machine."""
        return self.has_socket or is_loopback(make_url(self.url).host or "")

    def demand_proof(self) -> dict[str, Any]:
        """Return what has the driver speak TLS, and with nobody but whom `authority` knows."""
        if self.authority is None or self.has_socket:
            return {}
        return {"ssl": make_context(self.authority)}

    @field_validator("authority")
    @classmethod
    def read_authority(cls, authority: str | None) -> str | None:
        """Return it as it is, if it can be used; an empty file names nobody."""
        try:
            if authority:
                make_context(authority)
        except Unreadable as error:
            raise ValueError("it holds no certificate in PEM") from error
        return authority or None

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        dangers = []
        if make_url(self.url).password:
            dangers.append("DATABASE_URL holds a password: put it into DATABASE_PASSWORD.")
        elif self.password is None or len(self.password.get_secret_value()) < SHORTEST_PASSWORD:
            dangers.append(f"DATABASE_PASSWORD needs {SHORTEST_PASSWORD} characters.")
        if self.authority is None and not self.stays_here:
            dangers.append(
                "DATABASE_AUTHORITY is missing: nothing proves who the server is, and what is said"
                " may be heard. Give the certificate of the authority that signed the server's."
            )
        return dangers
