"""Of several processes that come to a new file at once, each waits for the others."""

import sqlite3
from pathlib import Path
from threading import Timer

import pytest

from app.core.database.dialect import SafeConnection

HELD_SECONDS = 0.2


def hold(path: Path) -> sqlite3.Connection:
    """Return a connection that is about to write to a file without a log."""
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("CREATE TABLE marks (id INTEGER)")
    writer.execute("BEGIN IMMEDIATE")
    return writer


def test_who_comes_while_somebody_writes_waits(tmp_path: Path) -> None:
    writer = hold(tmp_path / "new.db")
    Timer(HELD_SECONDS, writer.execute, ["COMMIT"]).start()

    connection = sqlite3.connect(tmp_path / "new.db", timeout=10, factory=SafeConnection)

    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    writer.close()


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    writer = hold(tmp_path / "new.db")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite3.connect(tmp_path / "new.db", timeout=0.1, factory=SafeConnection)

    writer.close()
