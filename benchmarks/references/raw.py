"""The limit: asyncpg rows to msgspec structs under granian, no framework, no middleware.

With REFERENCE_SECRET set, the caller is who the bearer token says; else everybody is OWNER.
"""

import os
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg
import jwt
import msgspec

OWNER = UUID(int=0)
SECRET = os.environ.get("REFERENCE_SECRET", "")
COLUMNS = "id, title, text, reference, version, created_at, updated_at"
PAGE = f"SELECT {COLUMNS} FROM items WHERE owner_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20"
ONE = f"SELECT {COLUMNS} FROM items WHERE id = $1 AND owner_id = $2"
ADD = f"INSERT INTO items (id, title, text, owner_id) VALUES ($1, $2, $3, $4) RETURNING {COLUMNS}"
POOL_SIZE = 32  # one for each request in flight

state = {}


class ItemIn(msgspec.Struct):
    """What a caller sends."""

    title: str
    text: str


class Item(msgspec.Struct):
    """What a caller gets."""

    id: UUID
    title: str
    text: str
    reference: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class Connection(asyncpg.Connection):
    """A connection that is not reset when it comes back: the pool's own way is four statements."""

    def get_reset_query(self):
        """Return nothing to run."""
        return ""


async def app(scope, receive, send):
    """Serve /health, /items and /items/ID."""
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["path"] == "/health":
        await reply(send, b'{"status":"ok"}')
    else:
        await serve(scope, receive, send, find_owner(scope))


async def serve(scope, receive, send, owner):
    """Read a page, read one, or add one."""
    if scope["path"] != "/items":
        row = await state["pool"].fetchrow(ONE, UUID(scope["path"].removeprefix("/items/")), owner)
        await reply(send, msgspec.json.encode(Item(*row)))
    elif scope["method"] == "POST":
        given = msgspec.json.decode(await read_body(receive), type=ItemIn)
        row = await state["pool"].fetchrow(ADD, uuid4(), given.title, given.text, owner)
        await reply(send, msgspec.json.encode(Item(*row)), 201)
    else:
        rows = await state["pool"].fetch(PAGE, owner)
        await reply(send, msgspec.json.encode([Item(*row) for row in rows]))


def find_owner(scope):
    """Return whose items are asked for."""
    if not SECRET:
        return OWNER
    token = dict(scope["headers"])[b"authorization"].removeprefix(b"Bearer ")
    return UUID(jwt.decode(token, SECRET, ["HS256"])["sub"])


async def live(receive, send):
    """Keep the pool open between start-up and shutdown."""
    await receive()
    state["pool"] = await asyncpg.create_pool(
        os.environ["REFERENCE_URL"],
        min_size=POOL_SIZE,
        max_size=POOL_SIZE,
        connection_class=Connection,
    )
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await state["pool"].close()
    await send({"type": "lifespan.shutdown.complete"})


async def read_body(receive):
    """Return the whole body of the request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def reply(send, body, status=200):
    """Send `body` as JSON."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
