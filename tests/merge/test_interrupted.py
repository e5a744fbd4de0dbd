"""Whatever stops a write, in whatever moment: the old state, or the new one."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from backsmith.errors import AlreadyRunning, BacksmithError, ChangesInTheWay, WriteFailed
from backsmith.merge import abort, recover, replace, undo, write
from backsmith.merge.journal import KEPT, hold_lock
from tests.merge.scene import Scene, make_scene, photograph

LINES = "".join(f"line {n}\n" for n in range(20))
OLD = {"a.txt": LINES, "gone/b.txt": "b\n", "run": ("#!\n", 0o755), ".gitignore": ".env\n"}
OLD |= {".env": ("A=1\nB=2\nC=3\n", 0o600), "c.txt": LINES}
NEW = {"a.txt": LINES.replace("line 3\n", "theirs\n"), "run": ("#!\n", 0o644)}
NEW |= {".gitignore": ".env\n", "new/deep/d.txt": "d\n", ".env": "A=1\nB=2\nC=4\n"}
NEW |= {"c.txt": LINES.replace("line 9\n", "theirs\n")}
FILES = {"a.txt": (b"healed\n", 0o644), "run": None, "x/y/z": (b"z", 0o755)}


class Stop(BaseException):
    """What a test stops a write with."""


def make(folder: Path, has_conflict: bool = True) -> Scene:
    """Return a project that a merge changes in every way."""
    scene = make_scene(folder, OLD, NEW)  # type: ignore[arg-type]
    scene.commit({"c.txt": LINES.replace("line 9\n", "mine\n")} if has_conflict else {})
    return scene


def write_it(scene: Scene, step: Callable[[], None]) -> None:
    """Write the merge."""
    write(scene.compute(), "update to v2", step)


def replace_it(scene: Scene, step: Callable[[], None]) -> None:
    """Write plain files."""
    replace(scene.root, FILES, "heal", step)


def undo_it(scene: Scene, step: Callable[[], None]) -> None:
    """Take a write back."""
    undo(scene.root, step=step)


def abort_it(scene: Scene, step: Callable[[], None]) -> None:
    """Give a write up."""
    abort(scene.root, step)


def photograph_all(scene: Scene) -> tuple[object, str]:
    """Return the files and the index of a project."""
    return photograph(scene.root), scene.git("ls-files", "-s", "-v")


WRITES = {"write": write_it, "replace": replace_it, "undo": undo_it, "abort": abort_it}


def prepare(scene: Scene, name: str) -> None:
    """Bring a project to where a write of that kind can begin."""
    if name in ("undo", "abort"):
        write_it(scene, lambda: None)


def find_steps(folder: Path, name: str) -> tuple[int, object]:
    """Return how many steps a write takes, and the state that it leads to."""
    scene, steps = make(folder), []
    prepare(scene, name)
    WRITES[name](scene, lambda: steps.append(1))
    return len(steps), photograph_all(scene)


@pytest.mark.parametrize("name", WRITES)
def test_a_killed_write_leaves_the_old_or_the_new_state(name: str, tmp_path: Path) -> None:
    kill_at(tmp_path, name, every=4)


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_is_killed_at_any_step_does(name: str, tmp_path: Path) -> None:
    kill_at(tmp_path, name, every=1)


def kill_at(tmp_path: Path, name: str, every: int) -> None:
    """Kill a write after every step, or every so many."""
    count, after = find_steps(tmp_path / "whole", name)
    assert count > 8
    for last in range(count, 0, -every):
        scene = make(tmp_path / str(last))
        prepare(scene, name)
        before = photograph_all(scene)

        kill_after(last, lambda step, scene=scene: WRITES[name](scene, step))  # type: ignore[misc]
        recover(scene.root)

        assert photograph_all(scene) in (before, after), f"killed after step {last}"
        assert not (scene.top / ".git/index.lock").exists()
        assert recover(scene.root) is None


def kill_after(count: int, work: Callable[[Callable[[], None]], None]) -> None:
    """Run `work` in a process that kills itself with -9 at its step number `count`."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == signal.SIGKILL
        return
    left = [count]

    def step() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        work(step)
    finally:
        os._exit(9)


@pytest.mark.parametrize("name", WRITES)
def test_a_stopped_write_takes_itself_back(name: str, tmp_path: Path) -> None:
    for last in (1, 3, 7, 10):
        scene = make(tmp_path / str(last))
        prepare(scene, name)
        before, left = photograph_all(scene), [last]

        def step(left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                raise Stop

        with pytest.raises(Stop):
            WRITES[name](scene, step)

        assert photograph_all(scene) == before, f"stopped after step {last}"
        assert recover(scene.root) is None


@pytest.mark.parametrize("name", ["write", "replace"])
def test_a_full_disk_leaves_the_old_state(name: str, tmp_path: Path) -> None:
    scene = make(tmp_path, has_conflict=False)
    large = "".join(f"{n}\n" for n in range(200_000))
    (scene.new / "large.txt").write_text(large)
    before = photograph_all(scene)
    files = {**FILES, "large.txt": (large.encode(), 0o644)}
    merge = scene.compute()
    work = partial(write, merge, "update")
    if name == "replace":
        work = partial(replace, scene.root, files, "heal")

    with limit_files(100_000), pytest.raises(WriteFailed, match="cannot be written"):
        work()

    assert photograph_all(scene) == before
    assert recover(scene.root) is None


class limit_files:  # noqa: N801
    """Let no file grow beyond a size: the disk is full."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __enter__(self) -> None:
        self.old = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.most, self.old[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self.old)
        signal.signal(signal.SIGXFSZ, self.handler)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_small_disk_that_fills_up_leaves_the_old_state(tmp_path: Path) -> None:
    for kilobytes in range(300, 460, 20):
        disk = tmp_path / f"disk-{kilobytes}"
        disk.mkdir()
        mounted = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
        if subprocess.run(mounted, capture_output=True).returncode:
            pytest.skip("this machine mounts nothing")
        try:
            fill(disk)
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Write a merge on a disk that may be too small for it."""
    try:
        scene = make(disk)
    except (OSError, AssertionError, BacksmithError):
        return  # not even the project has room
    before = photograph_all(scene)
    try:
        merge = scene.compute()
        write(merge, "update")
    except BacksmithError:
        assert photograph_all(scene) == before
    recover(scene.root)


def test_a_kill_by_time_leaves_the_old_or_the_new_state(tmp_path: Path) -> None:
    _, after = find_steps(tmp_path / "whole", "write")
    for number in range(4):
        scene = make(tmp_path / str(number))
        before = photograph_all(scene)

        kill_after_journal(scene, number * 0.002)
        recover(scene.root)

        assert photograph_all(scene) in (before, after)


def kill_after_journal(scene: Scene, seconds: float) -> None:
    """Kill a process that writes, some time after its journal has appeared."""
    code = (
        "import sys; from pathlib import Path; from backsmith.merge import *;"
        "old, new, root = map(Path, sys.argv[1:]);"
        "write(compute(root, Sides(old, new, 'template v2')), 'update')"
    )
    words = [sys.executable, "-c", code, str(scene.old), str(scene.new), str(scene.root)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    state = scene.top / ".git/backsmith"
    with subprocess.Popen(words, env=environment) as child:
        while child.poll() is None and not list(state.glob("*/journal.json")):
            time.sleep(0.0005)
        time.sleep(seconds)
        child.kill()


def test_a_file_that_was_edited_meanwhile_stops_the_write(tmp_path: Path) -> None:
    scene = make(tmp_path, has_conflict=False)
    merge = scene.compute()
    (scene.root / "a.txt").write_text("edited meanwhile\n")
    before = photograph_all(scene)

    with pytest.raises(ChangesInTheWay, match="has changed while we were at work"):
        write(merge, "update")

    assert photograph_all(scene) == before


def test_a_commit_that_was_made_meanwhile_stops_the_write(tmp_path: Path) -> None:
    scene = make(tmp_path, has_conflict=False)
    merge = scene.compute()
    scene.commit({"own.txt": "own\n"})
    before = photograph_all(scene)

    with pytest.raises(ChangesInTheWay, match="another commit now"):
        write(merge, "update")

    assert photograph_all(scene) == before


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    scene = make(tmp_path)
    merge, before = scene.compute(), photograph_all(scene)

    with hold_lock(merge.repository), pytest.raises(AlreadyRunning, match="Another run"):
        write(merge, "update")

    assert photograph_all(scene) == before


def test_a_version_that_only_the_index_has_stops_a_conflict(tmp_path: Path) -> None:
    scene = make(tmp_path)
    blob = scene.git("hash-object", "-w", "--stdin", data=b"staged, and nowhere else\n")
    scene.git("update-index", "--cacheinfo", f"100644,{blob},c.txt")
    before = photograph_all(scene)

    with pytest.raises(ChangesInTheWay, match="index has a version of its own"):
        write(scene.compute(), "update")

    assert photograph_all(scene) == before


def test_a_damaged_backup_stops_an_undo(tmp_path: Path) -> None:
    scene = make(tmp_path)
    written = write(scene.compute(), "update")
    (written.backup / "a.txt").write_text("damaged\n")
    before = photograph_all(scene)

    with pytest.raises(ChangesInTheWay, match="is damaged"):
        undo(scene.root)

    assert photograph_all(scene) == before


def test_an_undo_takes_back_what_was_staged_of_the_write(tmp_path: Path) -> None:
    scene = make(tmp_path, has_conflict=False)
    before = photograph_all(scene)
    write(scene.compute(), "update")
    scene.git("add", "-A")

    undo(scene.root)

    assert photograph_all(scene) == before


def test_a_journal_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    scene = make(tmp_path)
    written = write(scene.compute(), "update")
    journal = written.backup.parent / "journal.json"
    journal.write_text(journal.read_text().replace('"form": 1', '"form": 2'))

    with pytest.raises(WriteFailed, match="cannot be read"):
        undo(scene.root)


def test_old_journals_are_forgotten_and_the_last_ones_kept(tmp_path: Path) -> None:
    scene = make(tmp_path)
    for number in range(KEPT + 3):
        replace(scene.root, {"a.txt": (f"{number}\n".encode(), 0o644)}, f"heal {number}")

    folders = [child for child in (scene.top / ".git/backsmith").iterdir() if child.is_dir()]
    assert len(folders) == KEPT
    assert undo(scene.root).title == f"heal {KEPT + 2}"
