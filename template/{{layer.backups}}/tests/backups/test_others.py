"""Whoever works in the backups at the same time is waited for; who was killed there is not."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Timer

import pytest

from app.backups import restic
from app.backups.deeds import prune, restore, run
from app.backups.desk import Desk
from app.backups.errors import InUse
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S64")]

ALONE = ["restic", "check"]  # as a prune, it lets nobody else
BESIDE = ["restic", "backup", "--stdin"]  # it lets others, but for those
LOCK = "?" * 64  # a name that is longer is a lock that is being written
HELD_SECONDS = 0.5


@contextmanager
def working(desk: Desk, command: list[str]) -> Iterator[Popen[bytes]]:
    """Yield a program that works in the backups, and has stopped in the middle of it."""
    locks = Path(desk.shelf.restic.variables["RESTIC_REPOSITORY"]) / "locks"
    environment = {**os.environ, **desk.shelf.restic.variables}
    while True:
        with Popen(command, env=environment, stdin=PIPE, stdout=DEVNULL) as other:  # noqa: S603
            while other.poll() is None and not any(locks.glob(LOCK)):
                pass
            other.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, other.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            try:
                if any(locks.glob(LOCK)):
                    yield other
                    return
            finally:
                other.kill()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restic, "BETWEEN_SECONDS", 0.1)
    monkeypatch.setattr(restic, "OTHERS_SECONDS", 10)


def test_a_restore_waits_for_who_prunes(desk: Desk, do: Do) -> None:
    with working(desk, ALONE) as other:
        Timer(HELD_SECONDS, other.send_signal, [signal.SIGCONT]).start()

        assert do(restore) == 0

    assert ask(desk.database, ASK) == COPIED


def test_a_backup_waits_for_who_prunes(
    desk: Desk, do: Do, capsys: pytest.CaptureFixture[str]
) -> None:
    with working(desk, ALONE) as other:
        Timer(HELD_SECONDS, other.send_signal, [signal.SIGCONT]).start()

        assert do(run) == 0

    said = capsys.readouterr()
    [newest, _] = asyncio.run(desk.shelf.list_backups())
    assert said.out.splitlines()[-1:] == [newest.name]
    assert "Somebody else works" not in said.out
    assert said.err.count("Somebody else works in the backups") == 1


def test_a_restore_does_not_wait_for_who_was_killed(desk: Desk, do: Do) -> None:
    with working(desk, ALONE) as other:
        other.kill()
        other.wait()

        assert do(restore) == 0


def test_a_prune_waits_for_who_reads_or_writes(desk: Desk, do: Do) -> None:
    with working(desk, BESIDE) as other:
        assert other.stdin is not None
        Timer(HELD_SECONDS, other.stdin.close).start()
        other.send_signal(signal.SIGCONT)

        assert do(prune) == 0


def test_nobody_waits_for_ever_or_takes_a_good_backup_for_damaged(
    desk: Desk, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restic, "OTHERS_SECONDS", 0.2)

    with working(desk, ALONE), pytest.raises(InUse, match="already locked exclusively"):
        do(restore)

    assert len(asyncio.run(desk.shelf.list_backups())) == 1
