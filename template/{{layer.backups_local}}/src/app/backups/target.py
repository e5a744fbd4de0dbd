"""Where the backups are: a folder on another disk."""

from pathlib import Path
from typing import ClassVar

from app.core.settings import EnvironmentSettings


class TargetSettings(EnvironmentSettings, env_prefix="BACKUPS_"):
    """`BACKUPS_FOLDER` sets `folder`."""

    for_commands: ClassVar[bool] = True
    patience_seconds: ClassVar[float] = 2.0  # with a folder that does not give what it should

    folder: Path | None = None

    def name_repository(self) -> str:
        """Return how restic calls it; empty if nobody said where it is."""
        return str(self.folder or "")

    def list_variables(self) -> dict[str, str]:
        """Return what restic has to know beside: nothing."""
        return {}

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        if self.folder is None or not self.folder.is_absolute():
            return ["BACKUPS_FOLDER is no absolute path: name a folder on another disk."]
        return []
