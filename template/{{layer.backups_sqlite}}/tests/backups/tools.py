"""The programs that backups of SQLite need beside restic: none."""

from pathlib import Path


def find_tools(server: str) -> list[Path]:
    """Return the folders in which they are."""
    return []
