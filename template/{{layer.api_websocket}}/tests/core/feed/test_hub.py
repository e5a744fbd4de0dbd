"""News comes soon, and what nobody has carried is found all the same."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.core.database import Database, DatabaseSettings
from app.core.events import Event
from app.core.feed.hub import CHANNEL, Hub
from tests.core.feed.test_log import write
from tests.following import create_note

ADA, EVE = Caller(UUID(int=1)), Caller(UUID(int=2))


def test_a_change_in_this_process_wakes_its_owner_alone(app: FastAPI, client: TestClient) -> None:
    hub: Hub = app.state.feed.hub
    woken: list[str] = []

    async def change() -> None:
        with (
            hub.joined(ADA.id, lambda: woken.append("ada")),
            hub.joined(EVE.id, lambda: woken.append("eve")),
        ):
            await create_note(app.state.database, ADA)

    assert client.portal is not None
    client.portal.call(change)
    assert woken == ["ada"]


def test_word_from_another_process_wakes_the_owner(app: FastAPI, client: TestClient) -> None:
    woken = asyncio.Event()

    async def hear() -> None:
        with app.state.feed.hub.joined(ADA.id, woken.set):
            app.state.relay.publish(CHANNEL, ADA.id.bytes)
            await asyncio.wait_for(woken.wait(), 5)

    assert client.portal is not None
    client.portal.call(hear)


def test_what_no_relay_has_carried_is_found(app: FastAPI, client: TestClient) -> None:
    hub: Hub = app.state.feed.hub
    woken: list[str] = []

    async def look() -> None:
        elsewhere = Database(DatabaseSettings())  # as another process has it: nobody listens
        with hub.joined(ADA.id, lambda: woken.append("ada")):
            await hub.look(datetime.now(UTC))
            await write(elsewhere, ADA.id)
            await hub.look(datetime.now(UTC))
            await hub.look(datetime.now(UTC))
        await elsewhere.close()

    assert client.portal is not None
    client.portal.call(look)
    assert woken == ["ada"]


def test_after_a_gap_everybody_looks(app: FastAPI, client: TestClient) -> None:
    hub: Hub = app.state.feed.hub
    woken: list[str] = []

    with hub.joined(ADA.id, lambda: woken.append("ada")):
        hub.wake_all()

    assert woken == ["ada"]


def test_what_is_no_event_of_a_resource_is_not_told(app: FastAPI, client: TestClient) -> None:
    hub: Hub = app.state.feed.hub
    woken: list[str] = []

    async def tell() -> None:
        with hub.joined(ADA.id, lambda: woken.append("ada")):
            await hub.tell(Event(owner_id=ADA.id))

    assert client.portal is not None
    client.portal.call(tell)
    assert woken == []
