"""One connection of the sockets' own server: bytes on one side, ASGI messages on the other.

It holds little, and never more: the next message is not read before the last one is taken, and
who sends waits while much is still to leave.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import structlog
from starlette.types import ASGIApp, Message
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from app.core.sockets.wire import Wire, make_scope

log = structlog.get_logger("app.sockets")

WRITE_BYTES = 65_536  # beyond so many that wait to leave, a sender waits too
CLOSE_SECONDS = 2.0  # in which the other end must agree that it is over


class Connection(asyncio.Protocol):
    """What stands between one client and the application."""

    transport: asyncio.Transport
    timer: asyncio.TimerHandle

    def __init__(self, app: ASGIApp, others: set["Connection"], head_seconds: float) -> None:
        self.app = app
        self.others = others
        self.head_seconds = head_seconds
        self.wire = Wire()
        self.arrived: deque[Message] = deque()
        self.arrival = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()
        self.is_over = False  # and the application has been told
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Expect a handshake, soon."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=WRITE_BYTES)
        self.others.add(self)
        self.timer = self.later(self.head_seconds, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        self.wire.receive_data(data)
        for event in self.wire.events_received():
            if isinstance(event, Request):
                self.meet(event)
            elif isinstance(event, Frame) and (message := self.wire.gather(event)) is not None:
                self.put(message)
        self.flush()

    def eof_received(self) -> None:
        """Take that nothing more comes."""
        self.wire.receive_eof()
        self.flush()

    def pause_writing(self) -> None:
        """Let senders wait."""
        self.writable.clear()

    def resume_writing(self) -> None:
        """Let senders go on."""
        self.writable.set()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell the application that the client is gone."""
        self.timer.cancel()
        self.others.discard(self)
        self.finish()
        self.writable.set()

    def meet(self, request: Request) -> None:
        """Let the application answer a handshake that is one."""
        if not self.wire.greet(request):
            return
        self.timer.cancel()
        client, server = (self.transport.get_extra_info(f"{end}name") for end in ("peer", "sock"))
        self.put({"type": "websocket.connect"})
        self.task = asyncio.create_task(self.run(make_scope(request, client, server)))

    async def run(self, scope: dict[str, object]) -> None:
        """Have the application talk, and end what it has not ended."""
        try:
            await self.app(scope, self.receive, self.send)
        except Exception:
            log.exception("socket failed")
        finally:
            if not self.is_over and self.wire.state in (State.CONNECTING, State.OPEN):
                self.wire.fail(1011)
                self.flush()

    async def receive(self) -> Message:
        """Return the next message for the application."""
        while not self.arrived:
            self.arrival.clear()
            await self.arrival.wait()
        message = self.arrived[0]
        if message["type"] != "websocket.disconnect":  # which whoever asks again gets again
            self.arrived.popleft()
            if not self.arrived:
                self.transport.resume_reading()
        return message

    async def send(self, message: Message) -> None:
        """Send what the application says, and wait while much is still to leave.

        Raises:
            OSError: the client is gone.
        """
        if self.is_over:
            raise ConnectionResetError
        self.wire.say(message)
        self.flush()
        await self.writable.wait()

    def put(self, message: Message) -> None:
        """Lay a message by for the application, and read no more before it is taken."""
        self.arrived.append(message)
        self.arrival.set()
        if not self.is_over:
            self.transport.pause_reading()

    def flush(self) -> None:
        """Write what is to be written; when it was the last, end the connection soon."""
        for data in self.wire.data_to_send():
            if self.transport.is_closing():
                continue
            if data:
                self.transport.write(data)
            elif self.transport.can_write_eof():
                self.transport.write_eof()
        if self.wire.is_ending and not self.is_over:
            self.finish()
            self.timer.cancel()
            self.timer = self.later(CLOSE_SECONDS, self.transport.abort)
            self.transport.resume_reading()  # until the other end has agreed

    def finish(self) -> None:
        """Tell the application, once, that it is over."""
        if not self.is_over:
            self.is_over = True
            self.put({"type": "websocket.disconnect", "code": self.wire.ending_code})

    def later(self, seconds: float, act: Callable[[], None]) -> asyncio.TimerHandle:
        """Do something after so many seconds, unless it is cancelled."""
        return asyncio.get_running_loop().call_later(seconds, act)
