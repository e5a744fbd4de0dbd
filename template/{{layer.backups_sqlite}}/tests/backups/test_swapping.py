"""The live file takes what was restored in one transaction, or is set aside where it is dead."""

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.backups.deeds import restore
from app.backups.desk import Desk
from app.backups.errors import DatabaseRefused
from app.backups.source import connect, find_path
from tests.backups.beside import list_beside
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, LIVE, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S64")]


def test_who_has_it_open_sees_what_was_restored(desk: Desk, do: Do) -> None:
    with closing(connect(find_path(desk.database))) as service:
        assert list(service.execute(ASK)) == LIVE

        assert do(restore) == 0

        assert list(service.execute(ASK)) == COPIED
        service.execute("INSERT INTO marks VALUES (10, 'later')")
    assert len(ask(desk.database, ASK)) == len(COPIED) + 1


def test_a_dead_file_is_set_aside_with_its_log(desk: Desk, do: Do) -> None:
    path = find_path(desk.database)
    path.write_bytes(b"nothing of use" * 1000)
    path.with_name(f"{path.name}-wal").write_bytes(b"of another file")

    assert do(restore) == 0

    assert ask(desk.database, ASK) == COPIED
    assert [name.rpartition("Z")[2] for name in list_beside(desk.database)] == ["", "-wal"]


def test_where_there_is_no_file_one_comes(desk: Desk, do: Do) -> None:
    find_path(desk.database).unlink()

    assert do(restore) == 0

    assert ask(desk.database, ASK) == COPIED


def test_a_copy_is_for_its_owner_alone_and_leaves_no_name(desk: Desk, do: Do) -> None:
    assert do(restore) == 0

    for name in list_beside(desk.database):
        assert Path(name).stat().st_mode & 0o077 == 0
    assert not list(find_path(desk.database).parent.glob("*.backup-copy"))


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file of this process grow above so many bytes: a disk that is full says the like."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_nothing_has_changed(desk: Desk, do: Do) -> None:
    with no_file_above(10_000), pytest.raises(DatabaseRefused, match="File too large"):
        do(restore)

    assert ask(desk.database, ASK) == LIVE
    assert list_beside(desk.database) == []
