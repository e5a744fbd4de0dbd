"""Messages to whoever in this service wants to hear of a thing, in whichever process they are.

A message is told at most once, and nobody keeps it: what must not be lost stands in the database,
and is read again after a gap. `app.core.sharing` says how far a message goes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

Handler = Callable[[bytes], None]
Unsubscribe = Callable[[], None]


def miss_nothing() -> None:
    """Be the answer to a gap of a subscriber who can bear it."""


class Relay(Protocol):
    """Where messages are handed over, and heard: `app.state.relay`."""

    def publish(self, channel: str, payload: bytes) -> None:
        """Tell every subscriber of `channel`: those of this process now, the others soon.

        It waits for nothing and raises nothing.
        """

    def subscribe(
        self, channel: str, handler: Handler, *, after_gap: Callable[[], None] = miss_nothing
    ) -> Unsubscribe:
        """Have `handler` called with each payload, and return what ends that.

        It runs between two turns of the event loop: it puts the payload somewhere, and is quick.
        `after_gap` is called when messages of other processes may have been lost.
        """


@dataclass(eq=False, frozen=True, slots=True)
class Subscriber:
    """One of those who hear a channel."""

    handler: Handler
    after_gap: Callable[[], None]


class Subscribers:
    """Those of this process who hear of messages."""

    def __init__(self) -> None:
        self._channels: dict[str, list[Subscriber]] = {}

    def subscribe(
        self, channel: str, handler: Handler, *, after_gap: Callable[[], None] = miss_nothing
    ) -> Unsubscribe:
        """Have `handler` called with each payload, and return what ends that."""
        subscriber = Subscriber(handler, after_gap)
        self._channels.setdefault(channel, []).append(subscriber)

        def unsubscribe() -> None:
            subscribers = self._channels.get(channel, [])
            if subscriber in subscribers:
                subscribers.remove(subscriber)
            if not subscribers:
                self._channels.pop(channel, None)

        return unsubscribe

    def tell(self, channel: str, payload: bytes) -> None:
        """Call the handlers of `channel`. One that fails keeps nothing from the others."""
        for subscriber in tuple(self._channels.get(channel, ())):
            try:
                subscriber.handler(payload)
            except Exception:
                log.exception("subscriber failed", channel=channel)

    def tell_gap(self) -> None:
        """Let everybody know that they may have missed something."""
        for subscribers in tuple(self._channels.values()):
            for subscriber in tuple(subscribers):
                try:
                    subscriber.after_gap()
                except Exception:
                    log.exception("subscriber failed after a gap")
