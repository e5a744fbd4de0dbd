"""Many repositories are checked at once: each has its report, whatever becomes of the others."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backsmith.checking import fleet
from backsmith.checking.findings import Report
from backsmith.checking.fleet import check_all
from backsmith.checking.repository import check
from backsmith.checking.wanted import Wanted
from tests.checking.conftest import Copy

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forks there")
REAL = check


def die_over_broken(path: Path, wanted: Wanted) -> Report:
    """End the process at one repository, as the kernel does when memory is short."""
    if path.name == "broken":
        os._exit(9)
    return REAL(path, wanted)


def fail_over_broken(path: Path, wanted: Wanted) -> Report:
    """Have a fault at one repository."""
    if path.name == "broken":
        raise KeyError("x")
    return REAL(path, wanted)


def make_paths(copy: Copy, tmp_path: Path) -> list[Path]:
    """Return two projects with something between them that is none."""
    (tmp_path / "broken").mkdir()
    return [copy("default"), tmp_path / "broken", copy("minimal")]


def test_reports_come_in_the_order_of_the_paths(copy: Copy, tmp_path: Path) -> None:
    paths = make_paths(copy, tmp_path)
    (paths[2] / "LICENSE").unlink()

    reports = check_all([*paths, paths[0]], Wanted())

    assert [report.path for report in reports] == [*paths, paths[0]]
    assert [report.verdict for report in reports] == ["ok", "not checked", "errors", "ok"]


def test_what_takes_long_says_how_far_it_is(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fleet, "PATIENCE", 0)
    monkeypatch.setattr(fleet, "BETWEEN", 0)

    check_all(make_paths(copy, tmp_path), Wanted())

    assert capsys.readouterr().err.splitlines() == ["checked 1 of 3", "checked 2 of 3"]


@pytest.mark.parametrize("fault", [die_over_broken, fail_over_broken])
def test_a_worker_that_dies_or_fails_takes_nobody_with_it(
    fault: object, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_paths(copy, tmp_path)
    monkeypatch.setattr(fleet, "check", fault)

    reports = check_all(paths, Wanted())

    assert [report.verdict for report in reports] == ["ok", "not checked", "ok"]
    assert f"backsmith check {paths[1]}" in reports[1].hint


def test_stopping_it_leaves_nothing_behind(copy: Copy, tmp_path: Path) -> None:
    root, scratch = copy("minimal"), tmp_path / "scratch"
    scratch.mkdir()
    paths = [str(path) for path in root.rglob("*") if path.is_dir()]  # each is in the project
    assert len(paths) > 15
    command = [sys.executable, "-m", "backsmith", "check", *paths]
    run = subprocess.Popen(
        command, env=os.environ | {"TMPDIR": str(scratch)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not any(scratch.glob("backsmith-*")):  # not yet the file by which Python tries the folder
        time.sleep(0.01)

    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=20)

    assert (run.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert list(scratch.iterdir()) == []
