"""Where PostgreSQL's own programs are."""

from pathlib import Path
from shutil import which
from typing import Final

INSTALLED: Final = Path("/usr/lib/postgresql")  # Debian puts only some of them on the PATH


def find_program(name: str, version: str = "") -> str:
    """Return where a program is: on the PATH, else of that version, else of the newest.

    Where it is not at all, its name.
    """
    if found := which(name):
        return found
    installed = INSTALLED.glob(f"{version or '*'}/bin/{name}")
    newest = max(installed, key=lambda path: float(path.parent.parent.name), default=None)
    return str(newest or name)
