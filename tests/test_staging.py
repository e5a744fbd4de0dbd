"""A project appears in one move or not at all, whatever stops the run."""

import fcntl
import os
from pathlib import Path

import pytest

from backsmith.errors import AlreadyRunning, DestinationRefused, WriteFailed
from backsmith.staging import check_destination, stage, sweep


def list_names(folder: Path) -> list[str]:
    """Return what lies in `folder`."""
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_appears_at_the_end_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    with stage(tmp_path / "shop") as folder:
        (folder / "a").write_text("x")
        assert not (tmp_path / "shop").exists()

    assert list_names(tmp_path) == ["shop"]
    assert list_names(tmp_path / "shop") == ["a"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()

    with stage(check_destination(tmp_path / "shop")) as folder:
        (folder / "a").write_text("x")

    assert list_names(tmp_path / "shop") == ["a"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_stops_the_run_leaves_the_old_state(
    error: type[BaseException], tmp_path: Path
) -> None:
    def fail() -> None:
        with stage(tmp_path / "new/parents/shop") as folder:
            (folder / "a").write_text("x")
            raise error

    with pytest.raises(error):
        fail()

    assert list_names(tmp_path) == []


def test_what_came_meanwhile_is_never_overwritten(tmp_path: Path) -> None:
    def race() -> None:
        with stage(tmp_path / "shop"):
            (tmp_path / "shop").mkdir()
            (tmp_path / "shop/theirs").write_text("x")

    with pytest.raises(DestinationRefused, match="theirs"):
        race()

    assert list_names(tmp_path) == ["shop"]
    assert list_names(tmp_path / "shop") == ["theirs"]


def test_what_is_in_the_way_is_listed(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"file{number}").write_text("x")

    with pytest.raises(DestinationRefused, match="file4 and 3 more"):
        check_destination(tmp_path)


def test_a_file_in_the_place_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("x")

    with pytest.raises(DestinationRefused, match="in the way: shop"):
        check_destination(tmp_path / "shop")


def test_a_link_as_destination_is_refused_with_the_real_path(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    with pytest.raises(DestinationRefused) as refusal:
        check_destination(tmp_path / "link")

    assert refusal.value.hint == f"Give the real path: {tmp_path / 'real'}"


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")

    with pytest.raises(DestinationRefused):
        check_destination(tmp_path / "link")


def test_a_folder_below_a_link_that_leaves_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "here").mkdir()
    (tmp_path / "here/link").symlink_to("../outside")

    with pytest.raises(DestinationRefused) as refusal:
        check_destination(tmp_path / "here/link/shop")

    assert refusal.value.hint == f"Give the real path: {tmp_path / 'outside/shop'}"


def test_a_folder_below_a_link_that_stays_is_taken(tmp_path: Path) -> None:
    (tmp_path / "v2").mkdir()
    (tmp_path / "current").symlink_to("v2")

    assert check_destination(tmp_path / "current/shop") == tmp_path / "current/shop"


def test_a_second_run_is_told_who_is_at_work(tmp_path: Path) -> None:
    def run_twice() -> None:
        with stage(tmp_path / "shop"), stage(tmp_path / "shop"):
            pass

    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        run_twice()


def test_two_runs_beside_each_other_do_not_meet(tmp_path: Path) -> None:
    with stage(tmp_path / "shop") as shop, stage(tmp_path / "mail") as mail:
        (shop / "a").write_text("x")
        (mail / "b").write_text("x")

    assert list_names(tmp_path) == ["mail", "shop"]


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".backsmith-old.new/src").mkdir(parents=True)
    (tmp_path / ".backsmith-old.lock").write_text("1\n")

    with stage(tmp_path / "shop"):
        pass

    assert list_names(tmp_path) == ["shop"]


def test_what_a_live_run_holds_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".backsmith-live.new").mkdir()
    with (tmp_path / ".backsmith-live.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        sweep(tmp_path)

    assert list_names(tmp_path) == [".backsmith-live.lock", ".backsmith-live.new"]


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    (tmp_path / ".backsmith-shop.lock").symlink_to("precious")

    with pytest.raises(WriteFailed), stage(tmp_path / "shop"):
        pass

    assert (tmp_path / "precious").read_text() == "x"


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="File name too long"), stage(tmp_path / ("x" * 250)):
        pass
