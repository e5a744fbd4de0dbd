"""The database: how it is opened, read and changed, and how its failures are told."""

from app.core.database.database import (
    Database,
    RequestDatabase,
    open_database,
    read_database,
)
from app.core.database.failures import Busy, NotUnique
from app.core.database.privacy import fingerprint, sensitive
from app.core.database.settings import DatabaseSettings
from app.core.database.tables import Base
from app.core.database.work import Reader, Work

__all__ = [
    "Base",
    "Busy",
    "Database",
    "DatabaseSettings",
    "NotUnique",
    "Reader",
    "RequestDatabase",
    "Work",
    "fingerprint",
    "open_database",
    "read_database",
    "sensitive",
]
