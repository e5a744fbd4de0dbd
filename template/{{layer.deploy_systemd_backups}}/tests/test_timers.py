"""Each command of the schedule has a timer, and what it starts is that command, as the owner."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.core.identity import NAME
from app.core.schedule import read_entry
from app.schedules import SCHEDULES
from tests.units import Unit, write_units

ANALYZE = shutil.which("systemd-analyze")
DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """Every unit, by the name that it has on the machine."""
    return write_units(tmp_path_factory.mktemp("units"))


def name(line: str) -> str:
    """Return what the timer of a line is called."""
    return "-".join((NAME, *read_entry(line).command[:2]))


@pytest.mark.promise("S80")
def test_there_is_a_timer_for_each_line_and_no_other(units: dict[str, Unit]) -> None:
    timers = [unit for unit in units if unit.endswith(".timer")]

    assert timers == sorted(f"{name(line)}.timer" for line in SCHEDULES)


@pytest.mark.promise("S80")
@pytest.mark.parametrize("line", SCHEDULES)
def test_it_comes_due_when_the_line_says(line: str, units: dict[str, Unit]) -> None:
    minute, hour, day, month, weekday = read_entry(line).times
    on = "" if weekday == "*" else f"{DAYS[int(weekday)]} "

    timer = units[f"{name(line)}.timer"]

    assert timer.read("OnCalendar") == f"{on}*-{month}-{day} {hour}:{minute}:00 UTC"
    assert timer.read("Persistent") == "true"
    assert timer.read("WantedBy") == "timers.target"


@pytest.mark.promise("S80")
@pytest.mark.parametrize("line", SCHEDULES)
def test_it_starts_what_the_line_says(line: str, units: dict[str, Unit]) -> None:
    service = units[f"{name(line)}.service"]

    assert service.read("ExecStart").endswith(f"/app {' '.join(read_entry(line).command)}")
    assert ("backups_password", "backups_password") in service.list_credentials()


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("line", SCHEDULES)
def test_systemd_reads_the_time(line: str, units: dict[str, Unit]) -> None:
    when = units[f"{name(line)}.timer"].read("OnCalendar")

    done = subprocess.run([str(ANALYZE), "calendar", when], capture_output=True)  # noqa: S603

    assert done.returncode == 0


def test_a_release_has_its_timers_and_none_of_another(tmp_path: Path) -> None:
    units = write_units(tmp_path)
    folder = units[f"{NAME}.service"].path.parent
    left = folder / f"{NAME}-backup-everything.timer"
    left.write_text("")

    script = Path(__file__).parents[1] / "deploy" / "units.sh"
    command = ["/bin/sh", str(script), str(tmp_path / "release"), str(folder)]
    subprocess.run(command, check=True, env={"PATH": "/usr/bin:/bin"})  # noqa: S603

    assert not left.exists()
