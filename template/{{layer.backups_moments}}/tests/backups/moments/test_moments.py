"""Every moment comes back as it was, or is refused with the reason, and the log has no gap."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.backups.deeds import moments as listing
from app.backups.deeds import restore, verify
from app.backups.desk import Desk
from app.backups.errors import NotFit, WrongPassword
from app.backups.moments.errors import NotThere
from app.backups.moments.following import must_begin_anew, open_follower
from app.backups.moments.repository import LOST, Kept, open_server
from app.backups.moments.segments import find_missing, list_segments
from app.backups.moments.settings import MomentSettings
from app.backups.moments.state import State, read_state
from app.core.database.alone import connect_alone
from dev import engine
from tests.backups.beside import find_beside, list_beside
from tests.backups.conftest import make_desk
from tests.backups.data import ask
from tests.backups.moments.conftest import DoAt, Story
from tests.backups.test_refusals import flip_a_byte, truncate

pytestmark = [pytest.mark.backups, pytest.mark.promise("S65")]

IDS = "SELECT id FROM marks"


def read_marks(desk: Desk) -> set[int]:
    """Return the numbers of the marks that are there now."""
    return {int(number) for (number,) in ask(desk.database, IDS)}


def test_a_mistake_is_undone_to_the_moment_before_it(story: Story, do_at: DoAt) -> None:
    assert read_marks(story.desk) == set()

    assert do_at(restore, story.moment.isoformat()) == 0

    there = read_marks(story.desk)
    assert story.written <= there
    assert not story.later & there
    [kept] = list_beside(story.desk.database)
    assert ask(find_beside(story.desk.database, kept), IDS) == []
    assert not list(story.folder.glob("moments/recovery-*"))


def test_the_end_of_the_log_is_proven_beside_the_live_database(
    story: Story, do_at: DoAt, capsys: pytest.CaptureFixture[str]
) -> None:
    before, beside = read_marks(story.desk), list_beside(story.desk.database)

    assert do_at(verify, "latest") == 0

    assert "public.marks  0 rows" in capsys.readouterr().out
    assert read_marks(story.desk) == before
    assert list_beside(story.desk.database) == beside


@pytest.mark.parametrize("days", [-1, 1])
def test_a_moment_that_cannot_be_reached_is_refused(story: Story, do_at: DoAt, days: int) -> None:
    moment = story.moment + timedelta(days=days)

    with pytest.raises(NotThere, match=r"before the oldest copy|has not come yet") as refused:
        do_at(restore, moment.isoformat())

    assert refused.value.hint.startswith("Moments that can be reached: ")


def test_the_wrong_password_is_told(story: Story, do_at: DoAt) -> None:
    other = make_desk(story.folder, story.desk.database.url, "another one of twenty-four")

    with pytest.raises(WrongPassword):
        do_at(restore, "latest", other)


@pytest.mark.parametrize("damage", [flip_a_byte, truncate])
def test_a_damaged_copy_is_refused(
    story: Story, do_at: DoAt, damage: Callable[[Path], object], tmp_path: Path
) -> None:
    before, beside = read_marks(story.desk), list_beside(story.desk.database)
    shutil.copytree(story.folder / "repository", tmp_path / "repository")
    packs = (tmp_path / "repository" / "moments" / "data").rglob("*")
    damage(max(packs, key=lambda path: path.stat().st_size))
    other = make_desk(tmp_path, story.desk.database.url)

    with pytest.raises(NotFit):
        do_at(restore, story.moment.isoformat(), other)

    assert read_marks(story.desk) == before
    assert list_beside(story.desk.database) == beside


def test_what_can_be_reached_is_listed(
    story: Story, do_at: DoAt, capsys: pytest.CaptureFixture[str]
) -> None:
    assert do_at(listing, "") in (0, 3)

    assert " to " in capsys.readouterr().out


def test_without_a_target_nothing_is_received_and_that_is_said(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOMENTS_FOLDER", str(tmp_path))
    other = make_desk(tmp_path, story.desk.database.url, "")

    async def scenario() -> State:
        async with open_follower(other) as follower:
            return await follower.step()

    state = asyncio.run(scenario())

    assert "Nobody has said where the backups are" in state.complaint
    assert state.system == ""
    assert state.since is not None
    later, soon = state.since + timedelta(hours=1), timedelta(minutes=5)
    assert state.list_troubles(later, soon, soon)
    assert state.list_troubles(state.since, soon, soon) == []


def test_a_receiver_that_is_killed_goes_on_without_a_gap(story: Story) -> None:
    async def scenario() -> tuple[State, State]:
        async with open_follower(story.desk) as follower:
            follower.receiver.again_seconds = 0.1
            before = await follower.step()
            os.kill(follower.receiver.pid, signal.SIGKILL)
            await write_segments(story, 3)
            return before, await follower.step()

    before, after = asyncio.run(scenario())

    assert (before.complaint, after.complaint) == ("", "")
    assert after.until is not None
    assert before.until is not None
    assert after.until > before.until
    segments = list_segments(MomentSettings().log)
    assert len(segments) > 3
    assert find_missing(segments) is None


def test_a_segment_that_somebody_deletes_is_named_and_a_new_log_begun(story: Story) -> None:
    async def scenario() -> tuple[str, State, State]:
        async with open_follower(story.desk) as follower:
            lost = list_segments(follower.settings.log)[1]
            lost.unlink()
            return lost.name, await follower.step(), await follower.step()

    lost, first, second = asyncio.run(scenario())

    assert f"The segment {lost} of the log is missing" in first.complaint
    assert second.complaint == ""
    assert second.copied_at is None  # one is on its way: the old one leads nowhere any more
    assert find_missing(list_segments(MomentSettings().log)) is None


def test_what_the_server_keeps_for_us_is_known_and_bounded(story: Story, cluster: str) -> None:
    async def scenario() -> list[Kept | None]:
        async with open_server(story.desk.database) as server:
            before = await server.read_kept()
            await write_segments(story, 2)
            late = await server.read_kept()
            await asyncio.to_thread(limit, cluster, "16MB")
            await write_segments(story, 4)
            return [before, late, await server.read_kept()]

    before, late, lost = asyncio.run(scenario())

    assert before is not None
    assert late is not None
    assert lost is not None
    assert late.behind > before.behind + (1 << 24)
    assert lost.status == LOST
    state = read_state(MomentSettings().folder)
    assert must_begin_anew(state, state.system, lost)
    assert not must_begin_anew(state, state.system, before)


async def write_segments(story: Story, count: int) -> None:
    """Let the server fill so many segments of its log, and forget what it may forget."""
    async with connect_alone(story.desk.database) as connection:
        for _ in range(count):
            await connection.rows("SELECT pg_logical_emit_message(true, 'test', '')")
            await connection.rows("SELECT pg_switch_wal()")
        await connection.rows("CHECKPOINT")


def limit(cluster: str, size: str) -> None:
    """Let the server keep at most so much for those who lag behind."""
    engine.tell(cluster, f"ALTER SYSTEM SET max_slot_wal_keep_size = '{size}'")
    engine.tell(cluster, "SELECT pg_reload_conf()")
