"""What everybody needs who does something with backups."""

from dataclasses import dataclass

from app.backups.restic import Restic
from app.backups.settings import BackupSettings
from app.backups.shelf import Shelf
from app.backups.target import TargetSettings
from app.core.database import DatabaseSettings
from app.core.settings import read_settings


@dataclass(frozen=True)
class Desk:
    """The shelf of backups, and the database that they are of."""

    shelf: Shelf
    settings: BackupSettings
    database: DatabaseSettings


def open_desk() -> Desk:
    """Return what the settings say.

    Raises:
        UnsafeSettings: they cannot be read.
    """
    settings = read_settings(BackupSettings)
    restic = Restic(read_settings(TargetSettings), settings)
    return Desk(Shelf(restic), settings, read_settings(DatabaseSettings))
