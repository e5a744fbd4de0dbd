"""A database server for development and tests, with nothing to set up.

It is the one at `TEST_DATABASE_URL`, or one that is started for the purpose.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import make_url

from dev import engine
from dev.servers import CannotStart, open_folder


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
    with open_folder() as folder, engine.run_server(folder, for_tests=True) as url:
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
            f"Name one with test in it: {engine.EXAMPLE}"
        )
    return url


@contextmanager
def open_development(folder: Path) -> Iterator[str]:
    """Yield the address of a database whose data stay in `folder`."""
    with engine.run_server(folder) as server:
        engine.create_once(server, "app")
        yield name_database(server, "app")


@contextmanager
def open_scratch(server: str) -> Iterator[str]:
    """Yield the address of an empty database on `server`, and drop it afterwards."""
    name = f"test_{token_hex(6)}"
    engine.tell(server, f"CREATE DATABASE {name}")
    try:
        yield name_database(server, name)
    finally:
        engine.drop(server, name)


def name_database(server: str, name: str) -> str:
    """Return the address of a database on `server`."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def lead_through(database: str, port: int) -> str:
    """Return the address of `database` by way of a port of this machine."""
    url = make_url(database).set(host="127.0.0.1", port=port, query={})
    return url.render_as_string(hide_password=False)
