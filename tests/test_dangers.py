"""Whatever ends a run of `backsmith new`, the old state or a whole project is on the disk."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import is_root

NEW = [sys.executable, "-m", "backsmith", "new", "shop", "--defaults", "--no-git", "--no-lock"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with something in it that has to stay as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    return tmp_path


def start(place: Path) -> subprocess.Popen[str]:
    """Start the command in `place` as a process of its own."""
    return subprocess.Popen(NEW, cwd=place, text=True, stderr=subprocess.PIPE)


def wait_for_files(place: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the run is in the midst of writing."""
    while process.poll() is None and not list(place.glob(".backsmith-shop.new/*/*")):
        time.sleep(0.001)


def stop_in_the_midst(place: Path, sign: signal.Signals) -> tuple[int, str]:
    """Return how a run ended that got a signal while it wrote; one that was faster is run again."""
    for _ in range(5):
        process = start(place)
        wait_for_files(place, process)
        process.send_signal(sign)
        talk = process.communicate(timeout=20)[1]
        if process.returncode:
            break
        shutil.rmtree(place / "shop")
    return process.returncode, talk


def has_old_state(place: Path) -> bool:
    """Return whether only what was there before is there."""
    return [path.name for path in place.iterdir()] == ["mine.txt"]


def has_whole_project(place: Path) -> bool:
    """Return whether the project is there with every file that a run names."""
    done = subprocess.run(
        [*NEW[:4], str(place / "other"), "--defaults", "--dry-run", "--json"],
        text=True, capture_output=True, check=True,
    )  # fmt: skip
    return all((place / "shop" / name).is_file() for name in json.loads(done.stdout)["files"])


@pytest.mark.parametrize(
    ("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_run_that_is_told_to_stop_leaves_the_old_state(
    place: Path, sign: signal.Signals, code: int
) -> None:
    ended, talk = stop_in_the_midst(place, sign)

    assert ended == code
    assert talk.strip() == "Stopped."
    assert has_old_state(place)


def test_a_run_that_is_killed_at_any_moment_leaves_all_or_nothing(place: Path) -> None:
    for seed in range(6):
        process = start(place)
        if seed:
            wait_for_files(place, process)
            time.sleep(random.Random(seed).uniform(0, 0.05))
        process.kill()
        process.communicate(timeout=20)

        assert not (place / "shop").exists() or has_whole_project(place)

    subprocess.run([*NEW[:4], "next", *NEW[5:]], cwd=place, check=True, capture_output=True)
    assert [path.name for path in place.glob(".backsmith-*")] == []


def test_of_two_runs_at_once_one_writes_and_the_other_says_so(place: Path) -> None:
    runs = [start(place) for _ in range(4)]
    talks = [run.communicate(timeout=60)[1] for run in runs]

    codes = sorted(run.returncode for run in runs)
    assert codes == [0, 1, 1, 1]
    assert all("Traceback" not in talk for talk in talks)
    assert has_whole_project(place)
    assert sorted(path.name for path in place.iterdir()) == ["mine.txt", "shop"]


@contextmanager
def mount(folder: Path, options: str) -> Iterator[Path]:
    """Give a folder that is a disk of its own; only root may make one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not is_root() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk, and not on every machine")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 KiB."""
    with mount(tmp_path / "disk", "size=100k") as folder:
        yield folder


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder into which we may not write: for root, who may all, a disk that nobody may."""
    if is_root():
        with mount(tmp_path / "disk", "ro") as folder:
            yield folder
    else:
        (tmp_path / "folder").mkdir(mode=0o555)
        yield tmp_path / "folder"


def test_a_full_disk_leaves_the_old_state(small_disk: Path) -> None:
    done = subprocess.run(NEW, cwd=small_disk, text=True, capture_output=True, check=False)

    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.iterdir()) == []


def test_a_limit_on_the_size_of_files_leaves_the_old_state(place: Path) -> None:
    command = ["bash", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "bash", *NEW]

    done = subprocess.run(command, cwd=place, text=True, capture_output=True, check=False)

    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert has_old_state(place)


def test_a_folder_that_is_not_ours_is_said_and_left(read_only: Path) -> None:
    done = subprocess.run(NEW, cwd=read_only, text=True, capture_output=True, check=False)

    assert done.returncode == 1
    assert "cannot be written: " in done.stderr
    assert "Traceback" not in done.stderr
    assert list(read_only.iterdir()) == []
