"""A test run of a project that somebody kills leaves no server, no service and no data behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.rendered import Rendered, clean_environment, render

PATIENCE_SECONDS = 60
DATA = re.compile(r"(?:-D |--datadir=)(\S+)")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc"),
]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for all of it, which the user whom servers run as may use."""
    folder = Path(mkdtemp(prefix="killed-"))
    folder.chmod(0o1777)
    yield folder
    for process in list_processes(folder):
        os.kill(process, signal.SIGKILL)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("database", "server", "by"),
    [
        ("postgresql", "/postgres -D", signal.SIGKILL),
        ("mariadb", "/mariadbd ", signal.SIGTERM),
        ("sqlite", "", signal.SIGKILL),
    ],
)
def test_a_run_that_is_killed_leaves_nothing_behind(
    place: Path, database: str, server: str, by: signal.Signals
) -> None:
    if database == "mariadb" and not shutil.which("mariadbd", path="/usr/sbin:/usr/bin"):
        pytest.skip("MariaDB is not installed")
    project = render(place / "service", {"database": database})
    project.install()

    run = begin_tests(project, place)
    started = wait_for(place, lambda said: "app serve" in said and server in said)
    data = [Path(found) for found in DATA.findall(started)]
    assert [folder.exists() for folder in data] == [True] * len(data)
    run.send_signal(by)
    run.wait()

    wait_for(place, lambda said: not said)
    assert [folder for folder in data if folder.exists()] == []


def begin_tests(project: Rendered, place: Path) -> subprocess.Popen[bytes]:
    """Return the tests of the project, which have just begun."""
    command = [
        str(project.root / ".venv/bin/python"),
        "-m",
        "pytest",
        "-q",
        "tests/process/test_server.py",
    ]
    environment = clean_environment() | {"TMPDIR": str(place)}
    return subprocess.Popen(
        command,
        cwd=project.root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def list_processes(folder: Path) -> dict[int, str]:
    """Return the command lines in which the folder is named, by process."""
    lines = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            line = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
            if str(folder) in line:
                lines[int(process.name)] = line
    return lines


def wait_for(folder: Path, enough: Callable[[str], bool]) -> str:
    """Return the command lines in which the folder is named, when they are enough."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not enough(said := "\n".join(list_processes(folder).values())):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return said
