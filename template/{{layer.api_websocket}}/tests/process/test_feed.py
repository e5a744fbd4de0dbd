"""The feed on the real server: what a client meets on the wire."""

import asyncio
import json

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from app.core.caller import Caller
from app.core.database import Database, DatabaseSettings
from app.feed import entrance
from dev.caller import introduce
from tests.following import PROTOCOL, create_note
from tests.process.service import Running

SPOKEN = [Subprotocol(PROTOCOL)]
EVIL = Origin("https://evil.example")


@pytest.fixture
def database(environment: pytest.MonkeyPatch) -> Database:
    """The service's database, as another process has it."""
    return Database(DatabaseSettings())


def locate(running: Running) -> str:
    """Return where the feed of a service is."""
    return f"ws://127.0.0.1:{running.port + 1}/feed"


async def follow(running: Running, database: Database) -> tuple[ClientConnection, Caller]:
    """Return a socket on which notes are followed, and whose they are."""
    caller, headers = await introduce(database)
    socket = await connect(locate(running), subprotocols=SPOKEN, additional_headers=headers)
    await socket.send('{"type": "subscribe", "resource": "notes"}')
    assert json.loads(await socket.recv())["type"] == "subscribed"
    return socket, caller


@pytest.mark.promise("S49")
def test_a_refused_handshake_is_a_problem_and_names_no_software(running: Running) -> None:
    async def knock() -> InvalidStatus:
        with pytest.raises(InvalidStatus) as refused:
            await connect(locate(running), subprotocols=SPOKEN, origin=EVIL)
        return refused.value

    answer = asyncio.run(knock()).response

    assert (answer.status_code, json.loads(answer.body or b"")["status"]) == (403, 403)
    assert answer.headers["content-type"] == "application/problem+json"
    assert not answer.headers.get("server")


@pytest.mark.promise("S50")
def test_a_message_over_64_kb_is_answered_with_1009(running: Running, database: Database) -> None:
    async def send_much() -> int | None:
        socket, _ = await follow(running, database)
        await socket.send("x" * 70_000)
        await asyncio.wait_for(socket.wait_closed(), 10)
        await database.close()
        return socket.close_code

    assert asyncio.run(send_much()) == 1009


def test_what_another_process_has_changed_is_told(running: Running, database: Database) -> None:
    async def change_elsewhere() -> tuple[str, str]:
        socket, caller = await follow(running, database)
        database.events.add_recorder(entrance.record)
        note_id = await create_note(database, caller)
        heard = json.loads(await asyncio.wait_for(socket.recv(), 5))
        await socket.close()
        await database.close()
        return heard["id"], str(note_id)

    heard, written = asyncio.run(change_elsewhere())
    assert heard == written


@pytest.mark.promise("S70")
def test_after_the_signal_a_socket_is_closed_with_1012(
    running: Running, database: Database
) -> None:
    async def stop() -> int | None:
        socket, _ = await follow(running, database)
        running.process.terminate()
        await asyncio.wait_for(socket.wait_closed(), 10)
        await database.close()
        return socket.close_code

    assert asyncio.run(stop()) == 1012
    assert running.process.wait(timeout=15) == 0
    assert "Traceback" not in running.log.read_text()
