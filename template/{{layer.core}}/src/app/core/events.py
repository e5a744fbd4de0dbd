"""Facts that services publish, and who hears of them.

A recorder runs inside the unit of work that the fact came from: what it writes is stored
with the fact or not at all. A listener runs once the fact is stored.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

if TYPE_CHECKING:
    from app.core.database.work import Work

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened. Subclass it; the name is in the past tense.

    Attributes:
        owner_id: whose it is; it is nobody else's to hear of.
    """

    owner_id: UUID


Recorder = Callable[["Work", Event], Awaitable[None]]
Listener = Callable[[Event], Awaitable[None]]


class Events:
    """Who wants to hear of events. Features put their names down as they start."""

    def __init__(self) -> None:
        self._recorders: list[Recorder] = []
        self._listeners: list[Listener] = []

    def add_recorder(self, recorder: Recorder) -> None:
        """Have `recorder` write beside every fact, in the same transaction."""
        self._recorders.append(recorder)

    def add_listener(self, listener: Listener) -> None:
        """Have `listener` told of every fact once it is stored."""
        self._listeners.append(listener)

    @property
    def are_recorded(self) -> bool:
        """Say whether anybody writes beside the facts."""
        return bool(self._recorders)

    async def record(self, work: "Work", event: Event) -> None:
        """Let every recorder write; one that fails undoes the work."""
        for recorder in self._recorders:
            await recorder(work, event)

    async def announce(self, events: Sequence[Event]) -> None:
        """Tell every listener. One that fails cannot undo what is stored, so it is logged."""
        for event in events:
            for listener in self._listeners:
                try:
                    await listener(event)
                except Exception:
                    log.exception("listener failed", event_kind=type(event).__name__)
