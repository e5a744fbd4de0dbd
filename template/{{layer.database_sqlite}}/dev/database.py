"""A SQLite database for development and tests: a file in a folder of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory


@contextmanager
def open_test_server() -> Iterator[str]:
    """Yield the folder of the tests' databases, which goes with them."""
    with TemporaryDirectory(prefix="sqlite-") as folder:
        yield folder


@contextmanager
def open_scratch(server: str) -> Iterator[str]:
    """Yield the address of an empty database in the folder `server`."""
    yield f"sqlite:///{Path(server) / token_hex(6)}.db"


@contextmanager
def open_development(folder: Path) -> Iterator[str]:
    """Yield the address of a database whose file stays in `folder`."""
    yield f"sqlite:///{folder / 'app.db'}"
