"""A rotation that is killed loses nothing: it is begun again, and goes on where it was."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from app.core.ids import make_id
from app.core.sealing.keys import KEYS_FILE, add_key
from app.core.sealing.settings import load_keys
from app.notes.models import Note
from tests.callers import ANYONE
from tests.core.sealing.conftest import Raw

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ROWS = 2_000
ADD = insert(Note)
ROTATE = """
import sys

from app.cli import main
from app.core.sealing import rotation

rotation.BATCH = 8  # more moments at which it can be killed
sys.exit(main(["encryption", "rotate"]))
"""


def rotate() -> "subprocess.Popen[str]":
    """Begin a rotation in a process of its own."""
    command = [sys.executable, "-c", ROTATE]
    return subprocess.Popen(command, env={**os.environ}, stderr=subprocess.PIPE, text=True)  # noqa: S603


@pytest.fixture
def written(own_keys: Path, client: TestClient, raw: Raw) -> set[tuple[UUID, str]]:
    """Many notes: their ids, and what they hold."""
    rows = [(make_id(NOW), f"Secret number {number}") for number in range(ROWS)]
    fixed = {"owner_id": ANYONE.id, "title": "x", "version": 1, "created_at": NOW}
    fixed |= {"updated_at": NOW, "reference": None}

    async def store(some: list[tuple[UUID, str]]) -> None:
        async with raw.database.work() as work:
            for row_id, text in some:
                await work.change(ADD, {"id": row_id, "text": text, **fixed})

    for start in range(0, ROWS, 100):
        raw.call(store, rows[start : start + 100])
    return set(rows)


@pytest.mark.promise("S55")
def test_kill_9_loses_nothing(written: set[tuple[UUID, str]], raw: Raw, own_keys: Path) -> None:
    newest = add_key(own_keys / KEYS_FILE)
    load_keys.cache_clear()

    halfway = [0]
    for _ in range(3):
        running = rotate()
        while count_sealed(raw, newest) < halfway[-1] + 100 and running.poll() is None:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        halfway.append(count_sealed(raw, newest))
    ended = rotate()
    _, said = ended.communicate()

    assert halfway == sorted(set(halfway))
    assert halfway[-1] < ROWS
    assert (ended.returncode, count_sealed(raw, newest)) == (0, ROWS)
    assert f"notes.text: {ROWS - halfway[-1]} written, 0 left" in said
    assert read_all(raw) == written


def count_sealed(raw: Raw, key_id: str) -> int:
    """Return how many texts are sealed with that key."""
    return sum(value.startswith(f"sealed1:{key_id}:") for value in raw.read("notes.text").values())


def read_all(raw: Raw) -> set[tuple[UUID, str]]:
    """Return what the service reads."""
    rows = raw.call(raw.database.rows, select(Note.id, Note.text), {})
    return {(row[0], row[1]) for row in rows}
