"""The databases beside the live one: others on the same server."""

from app.backups.scratch import aside, lead_to, name_of
from app.core.database import DatabaseSettings
from tests.backups.data import ask


def list_beside(live: DatabaseSettings) -> list[str]:
    """Return those that were made of the live one, without itself."""
    names = [name for (name,) in ask(aside(live), "SHOW DATABASES")]
    return sorted(name for name in names if name.startswith(f"{name_of(live)}_"))


def find_beside(live: DatabaseSettings, name: str) -> DatabaseSettings:
    """Return the settings of one of them."""
    return lead_to(live, name)
