"""The log behind the feed: every event once, in the order in which the changes were committed.

Ids and times become visible in another order than they are given. So each owner has a counter for
each resource, whose row stays locked from the change to its commit: the positions that it gives
have no gap, and nobody can see one before those in front of it. Changes of one owner's resource
wait for one another; those of different owners do not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    delete,
    insert,
    select,
)

from app.core.database import Base, Database, Reader, Work
from app.core.database.dialect import Moment, insert_or_change
from app.core.database.prepared import Record
from app.core.feed.resources import Fact

PAGE_ROWS = 100

POSITIONS = Table(
    "feed_positions",
    Base.metadata,
    Column("owner_id", Uuid, primary_key=True),
    Column("resource", String(40), primary_key=True),
    Column("reached", BigInteger, nullable=False),
    Column("moved_at", Moment, nullable=False, index=True),
)
EVENTS = Table(
    "feed_events",
    Base.metadata,
    Column("owner_id", Uuid, primary_key=True),
    Column("resource", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("happened_at", Moment, nullable=False, index=True),
)
THE_ONE = (
    POSITIONS.c.owner_id == bindparam("of_owner"),
    POSITIONS.c.resource == bindparam("of_resource"),
)

NOW = bindparam("now", type_=Moment())
MOVE = insert_or_change(
    POSITIONS,
    {
        "owner_id": bindparam("of_owner", type_=Uuid()),
        "resource": bindparam("of_resource", type_=String(40)),
        "reached": 1,
        "moved_at": NOW,
    },
    {"reached": POSITIONS.c.reached + 1, "moved_at": NOW},
)
ADD = insert(EVENTS).from_select(
    ["owner_id", "resource", "position", "kind", "subject_id", "happened_at"],
    select(
        POSITIONS.c.owner_id,
        POSITIONS.c.resource,
        POSITIONS.c.reached,
        bindparam("kind", type_=String(40)),
        bindparam("subject_id", type_=Uuid()),
        NOW,
    ).where(*THE_ONE),
)
PAGE = (
    select(
        POSITIONS.c.reached,
        EVENTS.c.position,
        EVENTS.c.kind,
        EVENTS.c.subject_id,
        EVENTS.c.happened_at,
    )
    .select_from(
        POSITIONS.outerjoin(
            EVENTS,
            and_(
                EVENTS.c.owner_id == POSITIONS.c.owner_id,
                EVENTS.c.resource == POSITIONS.c.resource,
                EVENTS.c.position > bindparam("after"),
            ),
        )
    )
    .where(*THE_ONE)
    .order_by(EVENTS.c.position)
    .limit(bindparam("limit"))
)
REACHED = select(POSITIONS.c.reached).where(*THE_ONE)
MOVED = select(POSITIONS.c.owner_id, POSITIONS.c.resource, POSITIONS.c.reached).where(
    POSITIONS.c.moved_at > bindparam("since")
)
SWEEP = delete(EVENTS).where(EVENTS.c.happened_at <= bindparam("before"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the log."""

    position: int
    kind: str
    subject_id: UUID
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """What follows a position.

    Attributes:
        reached: the owner's last position.
        entries: those that follow, none left out; there may be more.
        is_torn: what should follow next is not kept any more, or never was there.
    """

    reached: int
    entries: Sequence[Entry]
    is_torn: bool


async def record(work: Work, owner_id: UUID, fact: Fact, now: datetime) -> None:
    """Write a fact down, in the same transaction as the change that it tells of."""
    one = {"of_owner": owner_id, "of_resource": fact.resource, "now": now}
    await work.change(MOVE, one)
    await work.change(ADD, {**one, "kind": fact.kind, "subject_id": fact.subject_id})


async def find_reached(reader: Reader, owner_id: UUID, resource: str) -> int:
    """Return the last position; 0 before the first event."""
    row = await reader.row(REACHED, {"of_owner": owner_id, "of_resource": resource})
    return int(row[0]) if row else 0


async def read_page(reader: Reader, owner_id: UUID, resource: str, after: int) -> Page:
    """Return what follows the position `after`."""
    values = {"of_owner": owner_id, "of_resource": resource, "after": after, "limit": PAGE_ROWS}
    rows = await reader.rows(PAGE, values)
    reached = int(rows[0][0]) if rows else 0
    entries = list_unbroken(rows, after)
    return Page(reached, entries, is_torn=not entries and reached != after)


def list_unbroken(rows: Iterable[Record], after: int) -> list[Entry]:
    """Return the entries that follow `after` without a gap: the sweep may have taken some."""
    entries: list[Entry] = []
    for _, position, kind, subject_id, happened_at in rows:
        if position != after + len(entries) + 1:
            break
        entries.append(Entry(position, kind, subject_id, happened_at))
    return entries


async def read_moved(reader: Reader, since: datetime) -> set[tuple[UUID, str, int]]:
    """Return whose positions have moved since then, and how far."""
    rows = await reader.rows(MOVED, {"since": since})
    return {(owner_id, resource, reached) for owner_id, resource, reached in rows}


async def sweep(database: Database, kept: timedelta) -> int:
    """Delete what is older than `kept`, and return how much it was; the counters stay."""
    async with database.work(alone=True) as work:
        return await work.change(SWEEP, {"before": datetime.now(UTC) - kept})
