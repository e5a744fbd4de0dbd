"""Which moments can be reached, and from which copy along which stretches of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.backups.moments.errors import NotThere
from app.backups.moments.records import BaseCopy, Records, Stretch

SHAPE = "%Y-%m-%d %H:%M:%S"
NEW = timedelta(days=1)  # for so long a database may be there only to be replaced


@dataclass(frozen=True)
class Span:
    """A time in which each moment can be reached."""

    since: datetime
    until: datetime

    def __str__(self) -> str:
        return f"{write_moment(self.since)} to {write_moment(self.until)} UTC"


@dataclass(frozen=True)
class Route:
    """How a moment is reached: a copy, the log since, and where to stop in it."""

    copy: BaseCopy
    stretches: Sequence[Stretch]  # as they were stored: a later one knows better
    moment: datetime | None  # None: at the end of the log

    @property
    def size(self) -> int:
        """How many bytes it takes to be there."""
        return self.copy.size + sum(stretch.size for stretch in self.stretches)


def find_route(records: Records, moment: datetime | None, now: datetime) -> Route:
    """Return how `moment` is reached, or the end of the log.

    Raises:
        NotThere: it cannot be.
    """
    if moment is None:
        refuse_ambiguity(records, now)
    elif moment > now:
        raise NotThere(f"{write_moment(moment)} UTC has not come yet.", describe_spans(records))
    wanted = moment or now
    for copy in reversed([copy for copy in records.copies if copy.taken_at <= wanted]):
        chain = sorted(find_chain(copy, records), key=lambda one: one.stored_at)
        until = find_end(copy, chain)
        if until and moment and moment <= until:
            return Route(copy, chain, moment)
        if until and (moment is None or is_last_before(copy, wanted, records)):
            return Route(copy, chain, None)
    raise NotThere(explain_absence(records, wanted), describe_spans(records))


def refuse_ambiguity(records: Records, now: datetime) -> None:
    """Return if it is clear which database is meant by the end of the log.

    Raises:
        NotThere: the newest was made a short time ago, perhaps only to restore the one before.
    """
    systems = [copy.system for copy in records.copies]
    if len(set(systems)) > 1:
        began = next(copy.taken_at for copy in records.copies if copy.system == systems[-1])
        if now - began < NEW:
            at = began - timedelta(seconds=1)
            raise NotThere(
                f"Since {write_moment(began)} UTC the log is of a new database: which is meant?",
                f"The end of the one before: --at {at.isoformat(timespec='seconds')}",
            )


def is_last_before(copy: BaseCopy, moment: datetime, records: Records) -> bool:
    """Say whether the database ended with the log that follows this copy, before that moment.

    Then another one was made: all that there is of the first is what it was at the moment.
    """
    later = [one for one in records.copies if one.taken_at > copy.taken_at]
    return bool(later) and later[0].system != copy.system and moment < later[0].taken_at


def find_chain(copy: BaseCopy, records: Records) -> list[Stretch]:
    """Return the stretches that follow each other from where the copy begins."""
    chain: list[Stretch] = []
    reach, superfluous = copy.begins, records.list_superfluous()
    needed = [one for one in records.stretches if one.snapshot not in superfluous]
    for stretch in sorted(needed, key=lambda one: (one.first, one.last)):
        if stretch.system == copy.system and stretch.first <= reach and stretch.last >= copy.begins:
            chain.append(stretch)
            reach = max(reach, stretch.last)
    return chain


def find_end(copy: BaseCopy, chain: Sequence[Stretch]) -> datetime | None:
    """Return the last moment that can be reached from a copy; None where the log is too short."""
    until = max((one.until for one in chain if one.until), default=None)
    return until if until and until >= copy.taken_at else None


def list_spans(records: Records) -> list[Span]:
    """Return the times in which each moment can be reached, the oldest first."""
    spans: list[Span] = []
    for copy in records.copies:
        until = find_end(copy, find_chain(copy, records))
        if until is None:
            continue
        if spans and copy.taken_at <= spans[-1].until:
            spans[-1] = Span(spans[-1].since, max(spans[-1].until, until))
        else:
            spans.append(Span(copy.taken_at, until))
    return spans


def describe_spans(records: Records) -> str:
    """Return the hint that says which moments there are."""
    spans = list_spans(records)
    if not spans:
        return "`app backup receive` takes the first copy when it starts: look at what it says."
    return f"Moments that can be reached: {'; '.join(map(str, spans))}."


def explain_absence(records: Records, moment: datetime) -> str:
    """Return why a moment that has passed cannot be reached."""
    wanted = f"{write_moment(moment)} UTC cannot be reached: "
    before = [copy for copy in records.copies if copy.taken_at <= moment]
    if not records.copies:
        return wanted + "there is no copy yet."
    if not before:
        return wanted + "it lies before the oldest copy."
    copy = before[-1]
    chain = find_chain(copy, records)
    reach = max([copy.begins, *(one.last for one in chain)])
    later = [
        one.first for one in records.stretches if one.system == copy.system and one.first > reach
    ]
    if later:
        return wanted + f"the log between the segments {reach} and {min(later)} is missing."
    return wanted + f"the log that has left the machine ends before it, in the segment {reach}."


def write_moment(moment: datetime) -> str:
    """Return a moment for people."""
    return moment.astimezone(UTC).strftime(SHAPE)


def read_moment(text: str) -> datetime | None:
    """Return the moment that somebody means; None for `latest`.

    Raises:
        NotThere: nobody can tell which.
    """
    if text == "latest":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotThere(f"{text!r} is no moment.", HOW_TO_WRITE) from None
    if moment.tzinfo is None:
        raise NotThere(f"{text!r} says no time zone.", HOW_TO_WRITE)
    return moment.astimezone(UTC)


HOW_TO_WRITE = "Write it like 2026-03-01T14:05:00Z, or with +01:00, or `latest`."
