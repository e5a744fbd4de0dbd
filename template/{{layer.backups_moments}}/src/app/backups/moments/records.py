"""What has left the machine: copies of the database's files, and stretches of its log.

All that is known of each stands in the tags of its snapshot, so one question answers everything.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from app.backups.desk import Desk
from app.backups.restic import Restic

COPY: Final = "copy"
STRETCH: Final = "stretch"


@dataclass(frozen=True)
class BaseCopy:
    """The database's files, as of a moment; counts only since it was complete."""

    record: str  # the snapshot that says so
    snapshot: str  # the one that holds them
    system: str  # which database: each that is made has a number of its own
    begins: str  # the first segment of the log that it needs
    taken_at: datetime
    size: int  # bytes

    def list_tags(self) -> list[str]:
        """Return what is written on the record."""
        return [
            COPY,
            f"snapshot={self.snapshot}",
            f"system={self.system}",
            f"begins={self.begins}",
            f"at={self.taken_at.isoformat()}",
            f"size={self.size}",
        ]


@dataclass(frozen=True)
class Stretch:
    """A part of the log without a gap, from the segment `first` to `last`."""

    snapshot: str
    path: str  # where its files were
    stored_at: datetime
    system: str
    first: str
    last: str
    until: datetime | None  # what was done by then is in it
    size: int  # bytes

    def list_tags(self) -> list[str]:
        """Return what is written on the snapshot."""
        words = [STRETCH, f"system={self.system}", f"first={self.first}", f"last={self.last}"]
        words += [f"until={self.until.isoformat()}"] if self.until else []
        return [*words, f"size={self.size}"]

    def is_within(self, other: "Stretch") -> bool:
        """Say whether all of it is in `other`, which was stored later."""
        return (
            self.system == other.system
            and other.first <= self.first
            and self.last <= other.last
            and self.stored_at < other.stored_at
        )


@dataclass(frozen=True)
class Records:
    """All that has left the machine, the oldest first."""

    copies: Sequence[BaseCopy]
    stretches: Sequence[Stretch]

    def list_superfluous(self) -> list[str]:
        """Return the snapshots of stretches that are wholly in a later one."""
        return [
            one.snapshot
            for one in self.stretches
            if any(one.is_within(other) for other in self.stretches)
        ]

    def list_outdated(self, since: datetime) -> list[str]:
        """Return the snapshots without which each moment after `since` can still be reached."""
        needed = [one for one in self.copies if one.taken_at <= since]
        if not needed:
            return []
        oldest = needed[-1]
        copies = [one for one in self.copies if one.taken_at < oldest.taken_at]
        stretches = [
            one.snapshot
            for one in self.stretches
            if one.stored_at < oldest.taken_at
            and (one.system != oldest.system or one.last < oldest.begins)
        ]
        return [name for one in copies for name in (one.record, one.snapshot)] + stretches


def open_store(desk: Desk) -> Restic:
    """Return the repository of copies and log: its own, so that it never waits for the dumps."""
    store = copy(desk.shelf.restic)
    if where := store.variables["RESTIC_REPOSITORY"]:
        store.variables = {**store.variables, "RESTIC_REPOSITORY": f"{where}/moments"}
    return store


async def read_records(restic: Restic) -> Records:
    """Return what is there."""
    found: list[dict[str, Any]] = (
        json.loads(await restic.tell("snapshots", "--json", "--no-lock") or b"[]") or []
    )
    return sort_records(found)


def sort_records(snapshots: Iterable[Mapping[str, Any]]) -> Records:
    """Return what restic says of its snapshots as what they mean to us."""
    copies, stretches = [], []
    for one in snapshots:
        tags = dict(tag.partition("=")[::2] for tag in one.get("tags") or [])
        if COPY in tags:
            copies.append(read_copy(one, tags))
        elif STRETCH in tags:
            stretches.append(read_stretch(one, tags))
    return Records(
        sorted(copies, key=lambda one: one.taken_at),
        sorted(stretches, key=lambda stretch: stretch.stored_at),
    )


def read_copy(snapshot: Mapping[str, Any], tags: Mapping[str, str]) -> BaseCopy:
    """Return the copy that a record speaks of."""
    return BaseCopy(
        record=snapshot["id"],
        snapshot=tags["snapshot"],
        system=tags["system"],
        begins=tags["begins"],
        taken_at=datetime.fromisoformat(tags["at"]),
        size=int(tags["size"]),
    )


def read_stretch(snapshot: Mapping[str, Any], tags: Mapping[str, str]) -> Stretch:
    """Return the stretch of the log that a snapshot holds."""
    until = tags.get("until")
    return Stretch(
        snapshot=snapshot["id"],
        path=snapshot["paths"][0],
        stored_at=read_time(snapshot["time"]),
        system=tags["system"],
        first=tags["first"],
        last=tags["last"],
        until=datetime.fromisoformat(until) if until else None,
        size=int(tags["size"]),
    )


def read_time(text: str) -> datetime:
    """Return a time that restic wrote: it counts nanoseconds."""
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789") if rest else ""
    digits = rest[: len(rest) - len(zone)][:6].ljust(6, "0")
    return datetime.fromisoformat(f"{whole}.{digits}{zone}" if rest else whole).astimezone(UTC)
