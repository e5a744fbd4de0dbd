"""The sockets' own server, beside that of requests: same process, next port.

The server of requests holds 130 KB for each socket and takes messages of 64 MB. This one holds
what it needs, reads no message over the limit, and closes each socket before the process ends.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from app.core.http.settings import ServerSettings
from app.core.settings import read_settings
from app.core.sockets.connection import Connection
from app.core.sockets.settings import SocketSettings

END_SECONDS = 2.0


@asynccontextmanager
async def serving_sockets(app: ASGIApp, settings: SocketSettings) -> AsyncIterator[None]:
    """Listen for as long as the block lasts. All workers share the port."""
    http = read_settings(ServerSettings)
    connections: set[Connection] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(app, connections, http.header_seconds),
        http.host,
        settings.find_port(http.port),
        reuse_port=True,
        backlog=1024,
    )
    try:
        yield
    finally:
        server.close()
        await end(connections)


async def end(connections: set[Connection]) -> None:
    """Let those who are being told that it is over hear it, and drop the others."""
    tasks = [connection.task for connection in connections if connection.task]
    if tasks:
        await asyncio.wait(tasks, timeout=END_SECONDS)
    for connection in tuple(connections):
        connection.transport.abort()
