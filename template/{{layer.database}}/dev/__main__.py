"""Serve for development: on a database of its own, migrated and filled, with reload."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core.database import DatabaseSettings
from app.core.database.migrating import migrate
from app.core.settings import UnsafeSettings, read_settings
from dev.beside import run_beside
from dev.database import open_development
from dev.seed import fill
from dev.ways import list_ways

FOLDER = Path(".dev")


def main() -> int:
    """Serve until Ctrl-C; return the exit code."""
    try:
        return serve()
    except UnsafeSettings as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # while all of it was still starting
        return 130


def serve() -> int:
    """Serve with all that the service needs, until Ctrl-C.

    Raises:
        UnsafeSettings: they cannot be read.
    """
    os.environ.setdefault("APP_ENVIRONMENT", "development")
    with run_beside() as variables, find_database() as url:
        os.environ.update(variables, DATABASE_URL=url)
        settings = read_settings(DatabaseSettings)
        migrate(settings)
        show_ways(asyncio.run(fill(settings)))
        app = Path(sys.executable).with_name("app")
        code = 0
        with suppress(KeyboardInterrupt):
            code = subprocess.run([app, "serve", "--reload"], check=False).returncode  # noqa: S603
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C leaves no server behind
    return code


@contextmanager
def find_database() -> Iterator[str]:
    """Yield the address in DATABASE_URL, else that of a database whose data stay in `.dev`."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    FOLDER.mkdir(exist_ok=True)
    with open_development(FOLDER.resolve()) as url:
        yield url


def show_ways(headers: dict[str, str]) -> None:
    """Say where the service is, and how to try it."""
    options = "".join(f'-H "{name}: {value}" ' for name, value in headers.items())
    print()
    for way in list_ways(options):
        print(way)
    print(f"\nCtrl-C ends it; its data stay in {FOLDER}.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
