"""What happens to keys."""

from dataclasses import dataclass
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged(Event):
    """A key has another secret, or is revoked: what is remembered of it is wrong."""

    key_id: UUID
