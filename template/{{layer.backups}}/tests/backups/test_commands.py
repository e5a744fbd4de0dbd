"""The command line: what fails is one line and what to do; what is unsafe is said before."""

import asyncio
import subprocess

import pytest

from app.backups.booting import APP
from app.backups.errors import ToolMissing
from app.backups.process import running
from app.backups.settings import BackupSettings
from app.backups.target import TargetSettings
from app.cli import main
from app.core.schedule import read_entry
from app.schedules import SCHEDULES

pytestmark = pytest.mark.backups


@pytest.fixture(autouse=True)
def unset(environment: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has said where the backups are."""
    monkeypatch.delenv("BACKUPS_PASSWORD", raising=False)


def test_without_a_target_it_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "list"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("error: Nobody has said where the backups are")
    assert "\n\nhint: " in said


@pytest.mark.promise("S61")
def test_production_is_refused_without_password_and_target() -> None:
    command = [str(APP), "check", "--deploy"]  # a process knows only what it has imported

    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 1
    assert "BACKUPS_PASSWORD needs 24 characters." in done.stdout
    assert TargetSettings().list_dangers()[0] in done.stdout


def test_the_service_itself_is_not_asked_for_them() -> None:
    command = [str(APP), "check", "--deploy", "--serving"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert "BACKUPS_" not in done.stdout
    assert "BACKUPS_" not in done.stderr


@pytest.mark.promise("S61")
def test_backups_are_taken_each_hour_pruned_each_day_and_drilled_each_week() -> None:
    entries = {entry.command: entry.times for entry in map(read_entry, SCHEDULES)}

    hourly, daily, weekly = (entries["backup", deed] for deed in ("run", "prune", "drill"))
    assert [hourly.count("*"), daily.count("*"), weekly.count("*")] == [4, 3, 2]
    assert read_entry(SCHEDULES[0]).command == ("backup", "run")


def test_settings_in_order_hold_no_danger() -> None:
    settings = BackupSettings(password="x" * 24, _env_file=None)

    assert settings.list_dangers() == []


def test_a_program_that_is_not_installed_is_named() -> None:
    async def run() -> None:
        async with running(["no-such-program"], {}):
            raise AssertionError

    with pytest.raises(ToolMissing, match="no-such-program is not installed"):
        asyncio.run(run())
