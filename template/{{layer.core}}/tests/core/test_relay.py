"""What one part of the service publishes, its subscribers hear, and nobody else."""

import pytest
from fastapi import FastAPI

from app.core.relay import Relay, Subscribers


def fail(payload: bytes = b"") -> None:
    """Be a subscriber that has a fault."""
    raise RuntimeError("a fault of the subscriber")


@pytest.fixture
def relay(app: FastAPI) -> Relay:
    """What carries the messages of the running service."""
    relay: Relay = app.state.relay
    return relay


def test_who_subscribes_hears_what_is_published_until_they_have_enough(relay: Relay) -> None:
    heard: list[bytes] = []
    unsubscribe = relay.subscribe("colours", heard.append)

    relay.publish("colours", b"red")
    relay.publish("shapes", b"round")
    unsubscribe()
    unsubscribe()
    relay.publish("colours", b"blue")

    assert heard == [b"red"]


def test_a_subscriber_that_fails_keeps_nothing_from_the_others(relay: Relay) -> None:
    heard: list[bytes] = []
    ends = [relay.subscribe("colours", fail), relay.subscribe("colours", heard.append)]

    relay.publish("colours", b"red")
    for end in ends:
        end()

    assert heard == [b"red"]


def test_everybody_is_told_of_a_gap_who_wants_to_know() -> None:
    told: list[str] = []
    subscribers = Subscribers()
    subscribers.subscribe("colours", fail)
    subscribers.subscribe("colours", fail, after_gap=fail)
    subscribers.subscribe("shapes", fail, after_gap=lambda: told.append("a gap"))

    subscribers.tell_gap()

    assert told == ["a gap"]
