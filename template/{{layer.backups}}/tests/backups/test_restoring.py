"""A backup comes back as it was taken, into a new database, and the live one is kept beside it."""

import asyncio
from pathlib import Path

import pytest

from app.backups.deeds import list as listing
from app.backups.deeds import restore, verify
from app.backups.desk import Desk
from app.backups.report import read_status
from tests.backups.beside import find_beside, list_beside
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, LIVE, ask

pytestmark = pytest.mark.backups


@pytest.mark.promise("S64")
def test_what_was_copied_comes_back_and_what_was_live_is_kept(desk: Desk, do: Do) -> None:
    assert do(restore) == 0

    [kept] = list_beside(desk.database)
    assert ask(desk.database, ASK) == COPIED
    assert ask(find_beside(desk.database, kept), ASK) == LIVE


@pytest.mark.promise("S64")
def test_what_it_says_of_itself_is_read_while_locks_come_and_go(desk: Desk, tmp_path: Path) -> None:
    [backup] = asyncio.run(desk.shelf.list_backups())
    (tmp_path / "repository" / "locks" / ("0" * 64)).symlink_to("gone")  # listed, and not there

    manifest = asyncio.run(desk.shelf.read_manifest(backup))

    assert manifest.taken_at == backup.taken_at


@pytest.mark.promise("S63")
def test_a_backup_is_proven_beside_the_live_database(
    desk: Desk, do: Do, capsys: pytest.CaptureFixture[str]
) -> None:
    assert do(verify) == 0

    assert "marks  3 rows  " in capsys.readouterr().out
    assert read_status(desk.settings.state).proven_timestamp_seconds
    assert ask(desk.database, ASK) == LIVE
    assert list_beside(desk.database) == []


@pytest.mark.promise("S61")
def test_it_is_listed_with_its_age(do: Do, capsys: pytest.CaptureFixture[str]) -> None:
    assert do(listing) == 0

    [line] = capsys.readouterr().out.splitlines()
    assert line.endswith(" hours old")
