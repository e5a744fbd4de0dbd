"""What everybody needs who does something with backups; each is opened when it is wanted.

A health check wants the settings alone, and is asked for every few seconds.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.backups.settings import BackupSettings
from app.core.settings import read_settings

if TYPE_CHECKING:
    from app.backups.shelf import Shelf
    from app.core.database import DatabaseSettings


class Desk:
    """The shelf of backups, their settings, and the database that they are of."""

    def __init__(self, *given: Any) -> None:
        vars(self).update(zip(("shelf", "settings", "database"), given, strict=False))

    @cached_property
    def shelf(self) -> "Shelf":
        """Where the backups stand."""
        from app.backups.restic import Restic
        from app.backups.shelf import Shelf
        from app.backups.target import TargetSettings

        return Shelf(Restic(read_settings(TargetSettings), self.settings))

    @cached_property
    def settings(self) -> BackupSettings:
        """What is promised of them."""
        return read_settings(BackupSettings)

    @cached_property
    def database(self) -> "DatabaseSettings":
        """Where the database is."""
        from app.core.database import DatabaseSettings

        return read_settings(DatabaseSettings)
