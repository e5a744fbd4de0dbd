"""Who is killed in the middle of a backup or of a restore loses nothing."""

import asyncio
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.backups import scratch
from app.backups.deeds import restore
from app.backups.desk import Desk
from app.backups.shelf import DUMP, find_parts_of_none
from tests.backups.beside import list_beside
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, LIVE, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S64")]

ROOT = Path(__file__).parents[2]
LATER = datetime.now(UTC) + timedelta(days=2)


def be_killed(point: str, folder: Path, desk: Desk) -> None:
    """Run what is killed at that point, and wait until it is."""
    given = json.dumps({"folder": str(folder), "url": desk.database.url})
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.backups.killed", point],
        input=given,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("point", ["in the dump", "before the manifest"])
def test_a_backup_that_was_cut_short_does_not_count(point: str, desk: Desk, tmp_path: Path) -> None:
    [whole] = asyncio.run(desk.shelf.list_backups())

    be_killed(point, tmp_path, desk)

    assert asyncio.run(desk.shelf.list_backups()) == [whole]
    parts = asyncio.run(desk.shelf.list_parts())
    assert find_parts_of_none(parts, LATER) == parts[DUMP].keys() - {whole.name}


@pytest.mark.parametrize("point", ["in the load", "before the swap"])
def test_a_restore_that_was_cut_short_has_changed_nothing(
    point: str, desk: Desk, do: Do, tmp_path: Path
) -> None:
    be_killed(point, tmp_path, desk)

    assert ask(desk.database, ASK) == LIVE
    assert len(list_beside(desk.database)) >= 1

    asyncio.run(scratch.sweep(desk.database, LATER))

    assert list_beside(desk.database) == []
    assert do(restore) == 0
    assert ask(desk.database, ASK) == COPIED
