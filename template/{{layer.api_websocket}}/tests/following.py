"""Clients of the feed for tests, and changes for them to hear of."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import anyio
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession

from app.core.caller import Caller
from app.core.database import Database
from app.notes.schemas import NoteIn
from app.notes.service import Notes

URL = "ws://localhost/feed"
PROTOCOL = "feed.v1"


class Follower:
    """One open socket."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self.socket = socket

    def say(self, kind: str, **fields: Any) -> None:
        """Send one message."""
        self.socket.send_json({"type": kind, **fields})

    def hear(self) -> dict[str, Any]:
        """Return the next message; what is no message, but an end, is returned as `closed`."""
        heard = self.socket.portal.call(self.receive)
        if heard["type"] == "websocket.close":
            return {"type": "closed", "code": heard["code"]}
        return dict(json.loads(heard["text"]))

    async def receive(self) -> dict[str, Any]:
        """Return what the service sends next, which is soon."""
        with anyio.fail_after(5):
            return dict(await self.socket._send_rx.receive())

    def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send one message and return the answer."""
        self.say(kind, **fields)
        return self.hear()

    def subscribe(self, **fields: Any) -> str:
        """Follow notes, and return the cursor after which."""
        answer = self.ask("subscribe", resource="notes", **fields)
        assert answer["type"] == "subscribed", answer
        return str(answer["cursor"])


@contextmanager
def following(client: TestClient, *offered: str, **headers: str) -> Iterator[Follower]:
    """Yield a socket of the client's caller."""
    protocols = [PROTOCOL, *offered]
    with client.websocket_connect(URL, subprotocols=protocols, headers=headers) as socket:
        yield Follower(socket)


def write_note(app: FastAPI, client: TestClient, caller: Caller, title: str = "Milk") -> UUID:
    """Have `caller` write a note, and return its id."""
    assert client.portal is not None
    return client.portal.call(create_note, app.state.database, caller, title)


async def create_note(database: Database, caller: Caller, title: str = "Milk") -> UUID:
    """Have `caller` write a note, and return its id."""
    note = await Notes(caller, database).create(NoteIn(title=title), datetime.now(UTC))
    return note.id
