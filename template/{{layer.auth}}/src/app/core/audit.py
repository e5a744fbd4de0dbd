"""Who did what to whom, and when: security events, in a table that takes new rows and nothing else.

An event is written in the unit of work that it came from, so it is stored with the deed or
neither is. The request's id leads to the lines of the log.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, String, Table, Text, Uuid, bindparam, insert, select

from app.core.caller import Caller
from app.core.database import Base, Reader, Work
from app.core.database.dialect import Moment
from app.core.database.tables import APPEND_ONLY
from app.core.ids import make_id
from app.core.logs import current_request

EVENTS = Table(
    "audit_events",
    Base.metadata,
    Column("id", Uuid, primary_key=True),
    Column("happened_at", Moment, nullable=False),
    Column("action", String(64), nullable=False),
    Column("actor_id", Uuid),
    Column("credential_id", Uuid),
    Column("subject_id", Uuid),
    Column("request_id", String(128), nullable=False),
    Column("details", Text, nullable=False),
    info=APPEND_ONLY,
)
ADD = insert(EVENTS)
READ = select(*EVENTS.c).order_by(EVENTS.c.id.desc()).limit(bindparam("limit"))


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that bears on who may do what.

    Attributes:
        action: `key.issued`, in the past tense.
        actor: who did it; None where nobody knows.
        subject_id: what it was done to.
        details: what else is worth knowing; never a secret.
    """

    action: str
    actor: Caller | None
    subject_id: UUID | None
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed as it stands in the table."""

    id: UUID
    happened_at: datetime
    action: str
    actor_id: UUID | None
    credential_id: UUID | None
    subject_id: UUID | None
    request_id: str
    details: str


async def record(work: Work, deed: Deed, now: datetime) -> None:
    """Write down what is done in `work`."""
    actor = deed.actor
    row = {
        "id": make_id(now),
        "happened_at": now,
        "action": deed.action,
        "actor_id": actor.id if actor else None,
        "credential_id": actor.credential_id if actor else None,
        "subject_id": deed.subject_id,
        "request_id": current_request.get(),
        "details": json.dumps(deed.details, default=str),
    }
    await work.change(ADD, row)


async def read_entries(reader: Reader, limit: int) -> list[Entry]:
    """Return the newest entries, the newest first."""
    return [Entry(*row) for row in await reader.rows(READ, {"limit": limit})]
