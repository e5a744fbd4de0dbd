"""One open socket: text out in bounded time, text in of bounded size.

What waits to be sent is one message: who sends the next waits until it has left. A client that
does not read is cut off, so nothing heaps up for it.
"""

import asyncio
from contextlib import suppress

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from app.core.sockets.errors import Ending, by_client, too_large, too_slow
from app.core.sockets.settings import MESSAGE_BYTES

CLOSE_SECONDS = 1.0
GONE = (WebSocketDisconnect, RuntimeError, OSError)  # what sending says of a client that is


class Line:
    """A socket that was accepted."""

    def __init__(self, socket: WebSocket, send_seconds: float) -> None:
        self.socket = socket
        self.send_seconds = send_seconds
        self.sending = asyncio.Lock()
        self.heard_at = asyncio.get_running_loop().time()

    async def send(self, text: str) -> None:
        """Send one message when those before it have left.

        Raises:
            Ending: the other end does not take it, or is gone.
        """
        try:
            async with asyncio.timeout(self.send_seconds), self.sending:
                await self.socket.send_text(text)
        except TimeoutError as error:
            raise too_slow() from error
        except GONE as error:
            raise by_client(1006) from error

    async def receive(self) -> str | bytes:
        """Return the next message.

        Raises:
            Ending: the socket is closed, or the message is too large.
        """
        message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            raise by_client(message.get("code", 1005))
        self.heard_at = asyncio.get_running_loop().time()
        text: str | None = message.get("text")
        said: str | bytes = text if text is not None else message["bytes"]
        if measure(said) > MESSAGE_BYTES:
            raise too_large()
        return said

    async def close(self, ending: Ending) -> None:
        """Tell the other end why, if it still listens."""
        if self.socket.client_state is not WebSocketState.CONNECTED:
            return
        with suppress(*GONE, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.socket.close(ending.code, ending.reason)


def measure(said: str | bytes) -> int:
    """Return how many bytes a message has."""
    if isinstance(said, str) and len(said) * 4 > MESSAGE_BYTES:  # no character has more
        return len(said.encode())
    return len(said)
