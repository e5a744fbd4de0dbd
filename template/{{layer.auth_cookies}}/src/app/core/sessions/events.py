"""What happens to sessions."""

from dataclasses import dataclass
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Event):
    """Sessions were ended: their cookies are no longer good."""

    session_ids: frozenset[UUID]
