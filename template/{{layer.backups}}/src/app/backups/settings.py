"""How backups are locked, how long they are kept, and what is promised of them."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr

from app.core.settings import EnvironmentSettings

SHORTEST_PASSWORD = 24


class BackupSettings(EnvironmentSettings, env_prefix="BACKUPS_"):
    """`BACKUPS_PASSWORD` sets `password`, and so on."""

    for_commands: ClassVar[bool] = True

    password: SecretStr | None = None  # without it nobody reads the backups, not even their owner
    state: Path = Path(".dev/backups")  # reports and figures; nothing in it is secret

    mib_per_second: float = Field(5, gt=0)  # at most so much is read, or callers notice

    keep_hourly: int = Field(48, ge=1)
    keep_daily: int = Field(14, ge=1)
    keep_weekly: int = Field(8, ge=1)
    keep_monthly: int = Field(12, ge=1)

    rpo_minutes: float = Field(120, gt=0)  # at most so much work is lost
    rto_minutes: float = Field(60, gt=0)  # at most so long it takes to bring it back
    drill_days: float = Field(8, gt=0)  # the last drill is at most so old

    @property
    def bytes_per_second(self) -> float:
        """How fast a backup may be."""
        return self.mib_per_second * (1 << 20)

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        if self.password and len(self.password.get_secret_value()) >= SHORTEST_PASSWORD:
            return []
        return [f"BACKUPS_PASSWORD needs {SHORTEST_PASSWORD} characters."]
