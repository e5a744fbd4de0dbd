"""The databases beside the live one: files in the same folder."""

from pathlib import Path

from app.backups.source import find_path
from app.core.database import DatabaseSettings


def list_beside(live: DatabaseSettings) -> list[str]:
    """Return those that were made of the live one, without itself."""
    path = find_path(live)
    return sorted(str(file) for file in path.parent.glob(f"{path.name}.*"))


def find_beside(live: DatabaseSettings, name: str) -> DatabaseSettings:
    """Return the settings of one of them."""
    return live.model_copy(update={"url": f"sqlite:///{Path(name)}"})
