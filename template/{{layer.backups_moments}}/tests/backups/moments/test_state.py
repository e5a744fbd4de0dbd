"""Whoever asks is told when the log does not come, or does not leave the machine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.backups.moments.state import State, read_state, write_state

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATE = timedelta(minutes=5)
FIRST = timedelta(minutes=8)  # the log may not have begun to leave
LONG_AGO = NOW - 2 * LATE
FINE = State(LONG_AGO, "one", until=NOW, shipped=NOW, copied_at=NOW)

pytestmark = [pytest.mark.backups, pytest.mark.promise("S65")]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (State(), "Nobody has received the log yet."),
        (replace(FINE, copied_at=None), "There is no copy of the database's files yet."),
        (replace(FINE, shipped=LONG_AGO), "What was done in the last 10 minutes is here only."),
        (
            replace(FINE, behind_bytes=900, room_bytes=100),
            "The server keeps 900 bytes for us, and not for long.",
        ),
        (replace(FINE, shipped=None, complaint="No answer."), "No answer."),
    ],
)
def test_what_is_not_as_it_should_be_is_said(trouble: State, said: str) -> None:
    assert said in trouble.list_troubles(NOW, LATE, FIRST)


def test_what_has_just_begun_or_will_pass_is_no_trouble() -> None:
    assert FINE.list_troubles(NOW, LATE, FIRST) == []
    assert State(NOW - FIRST, complaint="No answer.").list_troubles(NOW, LATE, FIRST) == []
    assert replace(FINE, complaint="No answer.").list_troubles(NOW, LATE, FIRST) == []
    assert replace(FINE, copied_at=None, copying=True).list_troubles(NOW, LATE, FIRST) == []


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_state(tmp_path) == State()

    write_state(tmp_path, FINE)

    assert read_state(tmp_path) == FINE


def test_its_figures_are_there_for_prometheus(tmp_path: Path) -> None:
    write_state(tmp_path, FINE)

    figures = (tmp_path / "moments.prom").read_text().splitlines()

    assert f"backup_moments_shipped_timestamp_seconds {NOW.timestamp()}" in figures
    assert "backup_moments_behind_bytes 0" in figures
    assert "backup_moments_trouble 0" in figures
