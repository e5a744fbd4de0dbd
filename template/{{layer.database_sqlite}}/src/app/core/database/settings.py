"""Where the database is, and how long the service waits for it."""

from pathlib import Path

from pydantic import Field
from sqlalchemy import URL, make_url

from app.core.database import dialect
from app.core.settings import EnvironmentSettings


class DatabaseSettings(EnvironmentSettings, env_prefix="DATABASE_"):
    """`DATABASE_URL` sets `url`, and so on."""

    url: str

    pool_size: int = 10  # connections, each with a thread
    pool_wait_seconds: float = 1.0  # then the request is turned away with 503

    lock_seconds: float = 2.0  # for the one who may write
    deadline_seconds: float = 5.0  # a statement, or a unit of work, that takes longer is stopped
    slow_seconds: float = Field(0.5, gt=0)  # a statement that takes longer is written down

    migrations: Path = Path("migrations")
    migration_lock_seconds: float = 60.0  # how long one `app migrate` waits for another

    def address(self) -> URL:
        """Return the address with the driver, for SQLAlchemy."""
        return make_url(self.url).set(drivername=dialect.DRIVER)

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        if Path(self.address().database or "").is_absolute():
            return []
        return ["DATABASE_URL is no absolute path: write sqlite:////data/app.db."]
