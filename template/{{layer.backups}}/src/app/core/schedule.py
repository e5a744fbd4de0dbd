"""When something is due: five fields as cron has them, each `*` or one number, in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
FIELDS = 5


@dataclass(frozen=True)
class Entry:
    """What is done, and when: minute, hour, day, month and day of the week, 0 being Sunday."""

    times: tuple[str, ...]
    command: tuple[str, ...]


def read_entry(line: str) -> Entry:
    """Return what `17 * * * * backup run` says."""
    words = line.split()
    return Entry(tuple(words[:FIELDS]), tuple(words[FIELDS:]))


def is_due(entry: Entry, moment: datetime) -> bool:
    """Say whether it is done in that minute."""
    now = (
        moment.minute,
        moment.hour,
        moment.day,
        moment.month,
        moment.isoweekday() % 7,
    )
    return all(wanted in ("*", str(field)) for wanted, field in zip(entry.times, now, strict=True))


def find_next(entries: list[Entry], after: datetime) -> datetime:
    """Return the next minute in which something is due."""
    moment = after.replace(second=0, microsecond=0) + MINUTE
    while not any(is_due(entry, moment) for entry in entries):
        moment += MINUTE
    return moment
