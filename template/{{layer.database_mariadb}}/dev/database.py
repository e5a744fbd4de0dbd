"""A MariaDB for development and tests, with nothing to set up where the server is installed.

It is the one at `TEST_DATABASE_URL`, or one that is started for the purpose from the
programs on this machine.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from urllib.parse import quote

import asyncmy
from sqlalchemy import make_url

from dev.relay import Address
from dev.servers import CannotStart, hand_over, place_data, run_once, running

INSTALL = "--no-defaults --auth-root-authentication-method=normal --skip-test-db"
SETTINGS = "--no-defaults --skip-networking --skip-name-resolve --max-connections=200"
FOR_TESTS = "--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --skip-log-bin"


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
    with TemporaryDirectory(prefix="mariadb-") as data, run_server(Path(data), FOR_TESTS) as url:
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
            "Name one with test in it: mariadb://root@localhost:3306/test"
        )
    return url


@contextmanager
def run_server(folder: Path, settings: str = "") -> Iterator[str]:
    """Run a server on the data in `folder`, which it makes if need be, and yield its address.

    Only a socket leads to it, so two of them never meet.
    """
    server = find_program("mariadbd")
    folder.chmod(0o755)
    data = place_data(folder)
    if not (data / "mysql").exists():
        run_once([find_program("mariadb-install-db"), *INSTALL.split(), f"--datadir={data}"])
    with TemporaryDirectory(prefix="mariadb-") as place:
        hand_over(Path(place))
        socket = Path(place) / "socket"
        options = [*SETTINGS.split(), *settings.split(), f"--datadir={data}", f"--socket={socket}"]
        with running([server, *options], folder / "log", socket.exists):
            yield f"mariadb://root@/mysql?unix_socket={quote(str(socket))}"


@contextmanager
def open_development(folder: Path) -> Iterator[str]:
    """Yield the address of a database whose data stay in `folder`."""
    with run_server(folder) as server:
        tell(server, "CREATE DATABASE IF NOT EXISTS app")
        yield make_url(server).set(database="app").render_as_string(hide_password=False)


def find_program(name: str) -> Path:
    """Return where one of MariaDB's programs is.

    Raises:
        CannotStart: it is not installed.
    """
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin"])
    found = shutil.which(name, path=places)
    if found is None:
        raise CannotStart(
            f"{name} is not installed, and TEST_DATABASE_URL is not set.\n"
            "Install MariaDB (apt install mariadb-server, brew install mariadb), "
            "or start one in a container: make services"
        )
    return Path(found)


@contextmanager
def open_scratch(server: str) -> Iterator[str]:
    """Yield the address of an empty database on `server`, and drop it afterwards."""
    name = f"test_{token_hex(6)}"
    tell(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        tell(server, f"DROP DATABASE {name}")


def tell(server: str, statement: str) -> None:
    """Run one statement on `server`."""
    url = make_url(server)
    address = {"host": url.host, "port": url.port or 3306, **url.query}
    who = {"user": url.username, "password": url.password or ""}

    async def run() -> None:
        connection = await asyncmy.connect(**address, **who)
        async with connection, connection.cursor() as cursor:
            await cursor.execute(statement)

    asyncio.run(run())


def find_address(server: str) -> Address:
    """Return where `server` listens."""
    url = make_url(server)
    socket = url.query.get("unix_socket")
    return str(socket) if socket else (str(url.host), url.port or 3306)


def lead_through(database: str, port: int) -> str:
    """Return the address of `database` by way of a port of this machine."""
    url = make_url(database).set(host="127.0.0.1", port=port, query={})
    return url.render_as_string(hide_password=False)
