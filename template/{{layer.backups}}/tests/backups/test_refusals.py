"""A backup that cannot be relied on is refused with the reason, and nothing has changed."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.backups.deeds import restore, run
from app.backups.desk import Desk
from app.backups.errors import NoBackups, NotFit, TargetRefused, WrongPassword
from app.backups.manifest import Content, Manifest, Table, list_differences, unpack
from app.backups.restoring import refuse_foreign, refuse_unknown
from app.backups.shelf import Shelf
from tests.backups.beside import list_beside
from tests.backups.conftest import NOTHING, Do, make_desk
from tests.backups.data import ASK, LIVE, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S64")]

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONTENT = Content("0001", {"marks": Table(3, "12345")})
MANIFEST = Manifest("shop", "1.0.0", "some", NOW, "0123", 10, 0.1, CONTENT)


def expect_unchanged(desk: Desk) -> None:
    """Assert that the live database is as it was, and that nothing is left beside it."""
    assert ask(desk.database, ASK) == LIVE
    assert list_beside(desk.database) == []


def find_largest(folder: Path) -> Path:
    """Return the file of the repository that holds the rows."""
    files = (folder / "repository" / "data").glob("*/*")
    return max(files, key=lambda file: file.stat().st_size)


def flip_a_byte(file: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)


def truncate(file: Path) -> None:
    """Cut a file in half."""
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("damage", [flip_a_byte, truncate, Path.unlink])
def test_a_damaged_one_is_refused(
    damage: Callable[[Path], object], desk: Desk, do: Do, tmp_path: Path
) -> None:
    damage(find_largest(tmp_path))

    with pytest.raises(NotFit, match="damaged"):
        do(restore)

    expect_unchanged(desk)


def test_the_wrong_password_is_told_from_no_backup(desk: Desk, tmp_path: Path) -> None:
    other = make_desk(tmp_path, desk.database.url, "another one of twenty-four")

    with pytest.raises(WrongPassword, match="password does not open"):
        asyncio.run(restore.do(NOTHING, other))

    expect_unchanged(desk)


def test_where_there_is_none_nothing_is_restored(desk: Desk, tmp_path: Path) -> None:
    other = make_desk(tmp_path / "elsewhere", desk.database.url)

    with pytest.raises(NoBackups, match="no backups where they should be"):
        asyncio.run(restore.do(NOTHING, other))

    expect_unchanged(desk)


def test_a_name_that_no_backup_has_is_said_so(desk: Desk, do: Do) -> None:
    with pytest.raises(NoBackups, match="no whole backup 20010101T000000Z"):
        do(restore, "20010101T000000Z")


def test_backups_that_are_gone_are_not_begun_anew(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "repository").rename(tmp_path / "stolen")

    with pytest.raises(TargetRefused, match="are gone"):
        asyncio.run(run.do(NOTHING, desk))


def test_one_that_is_too_old_has_to_be_named(desk: Desk) -> None:
    [backup] = asyncio.run(desk.shelf.list_backups())
    strict = desk.settings.model_copy(update={"rpo_minutes": 0.0001})

    with pytest.raises(NotFit, match="more is lost than was promised") as refused:
        asyncio.run(restore.do(NOTHING, Desk(desk.shelf, strict, desk.database)))

    assert refused.value.hint.endswith(f"app backup restore {backup.name}")
    expect_unchanged(desk)


class Forgetful(Shelf):
    """Writes down one row more than it has kept."""

    async def keep_manifest(self, manifest: Manifest) -> None:
        """Say so of every table."""
        tables = {
            name: replace(table, rows=table.rows + 1)
            for name, table in manifest.content.tables.items()
        }
        content = replace(manifest.content, tables=tables)
        await super().keep_manifest(replace(manifest, content=content))


def test_one_that_lacks_a_row_is_refused(desk: Desk) -> None:
    forgetful = Desk(Forgetful(desk.shelf.restic), desk.settings, desk.database)
    asyncio.run(run.do(NOTHING, forgetful))

    with pytest.raises(NotFit, match="marks has 1 rows, not 2"):
        asyncio.run(restore.do(NOTHING, forgetful))

    expect_unchanged(desk)


def test_one_of_another_service_is_refused() -> None:
    with pytest.raises(NotFit, match="The backup is of shop on some"):
        refuse_foreign(MANIFEST)


def test_one_of_a_newer_version_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFit, match="revision 9999"):
        refuse_unknown("9999", desk.database)

    refuse_unknown("0001", desk.database)


def test_every_difference_is_told() -> None:
    now = Content("0002", {"other": Table(1, "1")})

    assert list_differences(CONTENT, CONTENT) == []
    assert list_differences(CONTENT, now) == [
        "The tables are of revision 0002, not 0001.",
        "marks is missing.",
        "other was not in the backup.",
    ]
    fewer = Content("0001", {"marks": Table(2, "12345")})
    assert list_differences(CONTENT, fewer) == ["marks has 2 rows, not 3."]
    changed = Content("0001", {"marks": Table(3, "12346")})
    assert list_differences(CONTENT, changed) == ["marks has other rows than were copied."]


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert unpack(MANIFEST.pack()) == MANIFEST


@pytest.mark.parametrize(
    "packed",
    [b"", b"{}", b"[]", MANIFEST.pack()[:-20], json.dumps({"format": 2}).encode()],
)
def test_what_is_no_manifest_is_refused(packed: bytes) -> None:
    with pytest.raises(NotFit, match="does not say"):
        unpack(packed)
