"""MariaDB's own: its programs, how it is started, and how it is told something."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import asyncmy
from sqlalchemy import make_url

from dev.relay import Address
from dev.servers import CannotStart, hand_over, place_data, run_once, running

EXAMPLE = "mariadb://root@localhost:3306/test"
INSTALL = "--no-defaults --auth-root-authentication-method=normal --skip-test-db"
SETTINGS = "--no-defaults --skip-networking --skip-name-resolve --max-connections=200"
FOR_TESTS = "--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --skip-log-bin"


@contextmanager
def run_server(folder: Path, *more: object, for_tests: bool = False) -> Iterator[str]:
    """Run a server on the data in `folder`, which it makes if need be, and yield its address.

    Only a socket leads to it, so two of them never meet; unless `more` options say otherwise.
    """
    server = find_program("mariadbd")
    folder.chmod(0o755)
    data = place_data(folder)
    with TemporaryDirectory(prefix="mariadb-") as place:
        hand_over(Path(place))
        # one of its own: as a server starts it deletes what others have in theirs
        places = [f"--datadir={data}", f"--tmpdir={place}"]
        if not (data / "mysql").exists():
            run_once([find_program("mariadb-install-db"), *INSTALL.split(), *places])
        socket = Path(place) / "socket"
        options = f"{SETTINGS} {FOR_TESTS}" if for_tests else SETTINGS
        command = [server, *options.split(), *places, f"--socket={socket}", *more]
        sweep = [Path(place), folder] if for_tests else [Path(place)]
        with running(command, folder / "log", socket.exists, sweep=sweep):
            yield f"mariadb://root@/mysql?unix_socket={quote(str(socket))}"


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


def create_once(server: str, name: str) -> None:
    """Make the database `name`, unless it is there."""
    tell(server, f"CREATE DATABASE IF NOT EXISTS {name}")


def drop(server: str, name: str) -> None:
    """Delete the database `name`, whoever is connected to it."""
    tell(server, f"DROP DATABASE {name}")


def find_address(server: str) -> Address:
    """Return where `server` listens."""
    url = make_url(server)
    socket = url.query.get("unix_socket")
    return str(socket) if socket else (str(url.host), url.port or 3306)
