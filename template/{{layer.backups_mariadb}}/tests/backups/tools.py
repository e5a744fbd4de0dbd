"""The programs that backups of MariaDB need beside restic: those of its clients."""

from pathlib import Path

from dev.engine import find_program


def find_tools(server: str) -> list[Path]:
    """Return the folders in which they are."""
    return [find_program("mariadb-dump").parent]
