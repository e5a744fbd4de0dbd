"""A server's data lie where the server may go, and it does not outlive whoever started it."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from dev.servers import is_closed, place_data

ROOT = Path(__file__).parents[2]
RUN = """
import sys, time
from pathlib import Path
from dev.servers import running

folder = Path(sys.argv[1])
log = folder / "log"
server = ["sh", "-c", "for _ in $(seq 100); do echo alive; sleep 0.02; done"]
with running(server, log, log.read_text, sweep=[folder / "data"]):
    print("running", flush=True)
    time.sleep(20)
"""


def test_the_data_of_a_folder_are_found_through_it(tmp_path: Path) -> None:
    data = place_data(tmp_path)

    assert data.is_dir()
    assert not is_closed(data.parent)
    assert data == (tmp_path / "data").resolve() == place_data(tmp_path)
    shutil.rmtree(data)


def test_data_that_were_swept_away_are_made_anew(tmp_path: Path) -> None:
    shutil.rmtree(place_data(tmp_path))

    data = place_data(tmp_path)

    assert data.is_dir()
    shutil.rmtree(data)


def test_a_run_that_is_killed_takes_its_server_along(tmp_path: Path) -> None:
    tmp_path.joinpath("data").mkdir()
    command = [sys.executable, "-c", RUN, str(tmp_path)]

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as run:  # noqa: S603
        assert run.stdout is not None
        assert run.stdout.readline() == b"running\n"
        run.kill()
        run.stdout.read()  # ends with the last one who could write

    said = tmp_path.joinpath("log").read_text()
    time.sleep(0.1)
    assert tmp_path.joinpath("log").read_text() == said  # the server says nothing more
    assert not tmp_path.joinpath("data").exists()
