"""Whoever kills a run, even with kill -9, finds nothing of it left."""

import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

ROOT = Path(__file__).parents[2]
RUN = """
import sys, time
from pathlib import Path
from dev.watch import watched

with watched(["sleep", "20"], sweep=[Path(sys.argv[1])]):
    print("running", flush=True)
    time.sleep(20)
"""


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_run_has_started_is_ended(tmp_path: Path, by: signal.Signals) -> None:
    command = [sys.executable, "-c", RUN, str(tmp_path)]

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as run:  # noqa: S603
        assert run.stdout is not None
        assert run.stdout.readline() == b"running\n"
        killed = perf_counter()
        run.send_signal(by)
        run.stdout.read()  # ends with the last one who could write

    assert perf_counter() - killed < 5
    assert not tmp_path.exists()
