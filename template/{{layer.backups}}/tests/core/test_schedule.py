"""What is done by the clock is done when the line says so."""

from datetime import UTC, datetime

import pytest

from app.cli import main
from app.core.schedule import find_next, is_due, read_entry
from app.schedules import SCHEDULES

HOURLY = read_entry("17 * * * * backup run")
MONDAYS = read_entry("53 4 * * 1 backup drill")
MONDAY = datetime(2026, 5, 4, 4, 53, 20, tzinfo=UTC)


def test_an_hour_has_one_minute_in_which_it_is_due() -> None:
    due = [minute for minute in range(60) if is_due(HOURLY, MONDAY.replace(minute=minute))]

    assert due == [17]


@pytest.mark.parametrize(("day", "due"), [(3, False), (4, True), (5, False), (11, True)])
def test_a_day_of_the_week_is_held(day: int, due: bool) -> None:
    assert is_due(MONDAYS, MONDAY.replace(day=day)) is due


def test_the_next_time_is_the_soonest_of_all_and_never_now() -> None:
    assert find_next([HOURLY, MONDAYS], MONDAY) == datetime(2026, 5, 4, 5, 17, tzinfo=UTC)
    assert find_next([MONDAYS], MONDAY) == datetime(2026, 5, 11, 4, 53, tzinfo=UTC)


@pytest.mark.parametrize("line", SCHEDULES)
def test_every_line_can_be_read_and_comes_due(line: str) -> None:
    entry = read_entry(line)

    assert find_next([entry], MONDAY) > MONDAY
    with pytest.raises(SystemExit) as ended:
        main([*entry.command, "--help"])
    assert ended.value.code == 0


def test_what_is_done_when_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "--list"]) == 0

    assert capsys.readouterr().out.splitlines() == SCHEDULES
