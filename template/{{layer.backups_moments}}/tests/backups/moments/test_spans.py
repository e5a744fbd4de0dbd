"""A moment is reached from the newest copy before it, along a log without a gap; or it is not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.backups.moments.errors import NotThere
from app.backups.moments.records import BaseCopy, Records, Stretch, sort_records
from app.backups.moments.spans import find_route, list_spans, read_moment

DAY = datetime(2026, 5, 4, tzinfo=UTC)


def at(hour: float) -> datetime:
    """Return that hour of the day."""
    return DAY + timedelta(hours=hour)


def copy(hour: float, begins: str, system: str = "one") -> BaseCopy:
    """Return a copy that was taken then."""
    return BaseCopy(f"record {hour}", f"copy {hour}", system, begins, at(hour), 1000)


def stretch(hour: float, first: str, last: str, system: str = "one") -> Stretch:
    """Return a stretch that was stored then, and holds all until then."""
    return Stretch(f"log {hour}", "/log", at(hour), system, first, last, at(hour), 10)


def records(copies: Sequence[BaseCopy], stretches: Sequence[Stretch]) -> Records:
    """Return what has left the machine."""
    return Records(copies, stretches)


TWO = records(
    [copy(1, "A"), copy(5, "F")],
    [stretch(4, "A", "E"), stretch(6, "E", "G"), stretch(8, "F", "K")],
)
GAP = records(
    [copy(1, "A"), copy(6, "H")],
    [stretch(4, "A", "E"), stretch(8, "G", "K")],
)
ANEW = records(
    [copy(1, "A"), copy(6, "A", "two")],
    [stretch(4, "A", "E"), stretch(8, "A", "B", "two")],
)
NOW = at(9)

pytestmark = [pytest.mark.backups, pytest.mark.promise("S65")]


def test_the_newest_copy_before_it_is_taken_with_the_log_since() -> None:
    late, early = find_route(TWO, at(7), NOW), find_route(TWO, at(3), NOW)

    assert late.copy.snapshot == "copy 5"
    assert [one.snapshot for one in late.stretches] == ["log 6", "log 8"]
    assert early.copy.snapshot == "copy 1"
    assert late.moment == at(7)


def test_the_last_moment_is_where_the_log_ends() -> None:
    route = find_route(TWO, None, NOW)

    assert (route.copy.snapshot, route.moment) == ("copy 5", None)


def test_stretches_that_overlap_are_one_span() -> None:
    assert list(map(str, list_spans(TWO))) == ["2026-05-04 01:00:00 to 2026-05-04 08:00:00 UTC"]
    assert [(span.since, span.until) for span in list_spans(GAP)] == [
        (at(1), at(4)),
        (at(6), at(8)),
    ]


@pytest.mark.parametrize(
    ("known", "moment", "said"),
    [
        (TWO, at(10), "has not come yet"),
        (TWO, at(0.5), "before the oldest copy"),
        (TWO, at(8.5), "ends before it, in the segment K"),
        (GAP, at(5), "between the segments E and G is missing"),
        (records([], []), at(5), "no copy yet"),
        (records([copy(1, "A")], []), None, "ends before it, in the segment A"),
        (records([copy(1, "B")], [stretch(4, "C", "D")]), at(2), "between the segments B and C"),
    ],
)
def test_what_cannot_be_reached_is_refused_with_the_reason(
    known: Records, moment: datetime | None, said: str
) -> None:
    with pytest.raises(NotThere, match=said):
        find_route(known, moment, NOW)


def test_the_refusal_says_which_moments_there_are() -> None:
    with pytest.raises(NotThere) as refused:
        find_route(GAP, at(5), NOW)

    assert refused.value.hint == (
        "Moments that can be reached: 2026-05-04 01:00:00 to 2026-05-04 04:00:00 UTC;"
        " 2026-05-04 06:00:00 to 2026-05-04 08:00:00 UTC."
    )


def test_a_database_that_was_lost_is_brought_back_as_far_as_its_log_goes() -> None:
    route = find_route(ANEW, at(5.5), NOW)

    assert (route.copy.system, route.moment) == ("one", None)


def test_beside_a_new_database_the_end_of_the_log_is_not_guessed() -> None:
    with pytest.raises(NotThere, match="of a new database") as refused:
        find_route(ANEW, None, NOW)

    assert refused.value.hint.endswith("--at 2026-05-04T05:59:59+00:00")
    assert find_route(ANEW, None, NOW + timedelta(days=2)).copy.system == "two"


def test_what_a_later_stretch_holds_as_well_is_superfluous() -> None:
    known = records([], [stretch(1, "A", "B"), stretch(2, "A", "C"), stretch(3, "B", "D")])

    assert known.list_superfluous() == ["log 1"]


def test_what_is_older_than_was_promised_goes_and_nothing_else() -> None:
    known = records(
        [copy(1, "A"), copy(3, "C"), copy(5, "F")],
        [stretch(2, "A", "B"), stretch(4, "B", "E"), stretch(6, "E", "G")],
    )

    assert known.list_outdated(at(4)) == ["record 1", "copy 1", "log 2"]
    assert known.list_outdated(at(0)) == []
    assert list_spans(known)[0].until == at(6)


def test_all_is_read_back_from_the_tags() -> None:
    kept = stretch(4.25, "A", "E")
    record, log = copy(1, "A").list_tags(), kept.list_tags()
    said: list[dict[str, Any]] = [
        {"id": "record 1", "time": "2026-05-04T09:00:00Z", "paths": ["/copy"], "tags": record},
        {"id": "log", "time": "2026-05-04T06:15:00.1234567+02:00", "paths": ["/log"], "tags": log},
        {"id": "of others", "time": "2026-05-04T06:15:00Z", "paths": ["/x"], "tags": None},
    ]

    read = sort_records(said)

    assert read.copies == [copy(1, "A")]
    assert read.stretches[0].until == kept.until
    assert read.stretches[0].stored_at == at(4.25) + timedelta(microseconds=123456)


@pytest.mark.parametrize(
    ("text", "said"),
    [("yesterday", "is no moment"), ("2026-05-04 10:00", "says no time zone"), ("", "no moment")],
)
def test_a_moment_is_written_so_that_nobody_has_to_guess(text: str, said: str) -> None:
    with pytest.raises(NotThere, match=said) as refused:
        read_moment(text)

    assert "2026-03-01T14:05:00Z" in refused.value.hint
    assert read_moment("2026-05-04T06:00:00+02:00") == at(4)
    assert read_moment("latest") is None
