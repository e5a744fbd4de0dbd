"""A drill starts the service on the newest backup, measures, reports, and fails if it missed."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.backups.booting import boot
from app.backups.deeds import drill
from app.backups.desk import Desk
from app.backups.drill import judge
from app.backups.errors import NotFit
from app.backups.report import Status, list_alarms, note, read_status
from app.backups.settings import BackupSettings
from app.backups.shelf import Backup
from app.core.database import DatabaseSettings
from tests.backups.beside import list_beside
from tests.backups.conftest import NOTHING, Do

pytestmark = [pytest.mark.backups, pytest.mark.promise("S62")]

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SETTINGS = BackupSettings(rpo_minutes=60, rto_minutes=10, drill_days=2, _env_file=None)
BACKUP = Backup("20260504T110000Z", "0123", "4567")


def test_the_service_is_ready_on_the_newest_backup_and_it_is_told_how_long_it_took(
    desk: Desk, do: Do, capsys: pytest.CaptureFixture[str]
) -> None:
    assert do(drill) == 0

    status = read_status(desk.settings.state)
    report = (desk.settings.state / "drill.md").read_text()
    assert status.drill_met == 1
    assert status.drill_rto_seconds
    assert "| marks | 3 |" in report.replace("public.", "")
    assert "Both targets are met." in report
    assert "RTO" in capsys.readouterr().out
    assert list_beside(desk.database) == []


@pytest.mark.parametrize(
    ("rpo", "rto", "missed"),
    [(59, 9, []), (61, 9, ["RPO"]), (59, 11, ["RTO"]), (61, 11, ["RPO", "RTO"])],
)
def test_each_target_is_held(rpo: int, rto: int, missed: list[str]) -> None:
    drill = judge(BACKUP, timedelta(minutes=rpo), timedelta(minutes=rto), SETTINGS)

    assert [sentence[:3] for sentence in drill.missed] == missed


def test_a_drill_that_misses_ends_with_another_code(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = Desk(
        desk.shelf, desk.settings.model_copy(update={"rto_minutes": 0.0001}), desk.database
    )

    code = asyncio.run(drill.do(NOTHING, strict))

    assert code == 3
    assert "RTO: it took" in capsys.readouterr().err
    assert read_status(desk.settings.state).drill_met == 0


def test_a_service_that_does_not_start_fails_the_drill(tmp_path: Path) -> None:
    nowhere = DatabaseSettings(url="unknown://nowhere")

    with pytest.raises(NotFit, match="does not start"):
        asyncio.run(boot(nowhere, seconds=2))


@pytest.mark.promise("S63")
@pytest.mark.parametrize(
    ("status", "alarms"),
    [
        (Status(), ["The newest backup is none", "The last proof is none"]),
        (Status(since_timestamp_seconds=NOW.timestamp()), []),
        (
            Status(
                taken_timestamp_seconds=NOW.timestamp() - 3700,
                proven_timestamp_seconds=NOW.timestamp() - 3 * 86_400,
                drill_met=0,
            ),
            ["The newest backup is 1.0 hours old", "The last proof is 72", "The last drill missed"],
        ),
    ],
)
def test_what_is_not_as_promised_is_told(status: Status, alarms: list[str]) -> None:
    found = list_alarms(status, SETTINGS, NOW)

    assert len(found) == len(alarms)
    assert all(text.startswith(start) for text, start in zip(found, alarms, strict=True))


def test_figures_are_never_half_written(tmp_path: Path) -> None:
    note(tmp_path, bytes=1)
    note(tmp_path, seconds=2)

    assert json.loads((tmp_path / "status.json").read_text()) == {"bytes": 1, "seconds": 2}
    assert {path.name for path in tmp_path.iterdir()} == {"status.json", "backups.prom"}


def test_figures_that_cannot_be_read_are_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text("{")

    assert read_status(tmp_path) == Status()
