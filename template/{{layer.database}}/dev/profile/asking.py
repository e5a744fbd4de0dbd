"""Ask the service as its callers do, each time as somebody who has just come in."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from dev.caller import introduce
from dev.statements.recorder import Recorded, current

Ask = Callable[..., Awaitable[Response]]


def open_client(app: FastAPI) -> AsyncClient:
    """Return a client of `app` whose requests are recorded."""
    transport = ASGITransport(app=Recorded(app), raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://localhost", timeout=600)


def make_ask(app: FastAPI, client: AsyncClient) -> Ask:
    """Return what sends a request: `await ask("GET", "/things", params={"limit": 1})`.

    Who logs out is nobody afterwards, so each request is a new session's.
    """

    async def ask(method: str, path: str, **how: Any) -> Response:
        recorded = current.set(None)  # to come in is no part of the request
        _, headers = await introduce(app.state.database)
        current.reset(recorded)
        headers = {**headers, **how.pop("headers", {})}
        how = {name: value for name, value in how.items() if value is not None}
        return await client.request(method, path, headers=headers, **how)

    return ask
