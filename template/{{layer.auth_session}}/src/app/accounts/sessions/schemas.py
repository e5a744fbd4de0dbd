"""Sessions as their owner sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(slots=True)
class AccountSession:
    """A browser that is logged in."""

    id: UUID
    is_this: bool
    created_at: datetime
    used_at: datetime
    ends_at: datetime
    address: str
    browser: str


@dataclass(slots=True)
class AccountSessions:
    """All of them, the newest first."""

    items: list[AccountSession]
