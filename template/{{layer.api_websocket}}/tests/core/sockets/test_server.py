"""The sockets' own server reads no more than it may, and leaves nobody hanging."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import WebSocket
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from app.core.sockets import Ending, Line, SocketSettings, connection
from app.core.sockets.connection import WRITE_BYTES, Connection
from app.core.sockets.server import serving_sockets
from app.core.sockets.settings import MESSAGE_BYTES
from tests.process.service import find_port

Act = Callable[[int], Coroutine[Any, Any, Any]]


class Echo:
    """An application that sends back what it gets, and keeps what became of each socket."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.heard.append(dict(await receive()))
        if scope["path"] == "/nowhere":
            await send({"type": "websocket.close", "code": 1000})
            return
        await send({"type": "websocket.accept"})
        if scope["path"] == "/flood":
            await self.flood(receive, send)
        while (message := dict(await receive()))["type"] == "websocket.receive":
            self.heard.append(message)
            if message.get("text") == "fail":
                raise ZeroDivisionError
            await send({"type": "websocket.send", "text": str(len(message.get("text") or b""))})
        self.heard.append(message)

    async def flood(self, receive: Receive, send: Send) -> None:
        """Send without an end, for as long as one message leaves within a moment."""
        try:
            while True:
                async with asyncio.timeout(0.2):
                    await send({"type": "websocket.send", "text": "x" * 10_000})
        except TimeoutError:
            await send({"type": "websocket.close", "code": 1013})


@asynccontextmanager
async def open_line(port: int, sent: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """Yield what comes back on a connection on which these bytes were sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    yield reader
    writer.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Return when it is so, which is soon."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)


def run(app: Echo, act: Act) -> Any:
    """Do something with a server of `app`, which listens on a port of its own."""

    async def serve_and_act() -> Any:
        port = find_port()
        async with serving_sockets(app, SocketSettings(_env_file=None, port=port)):
            return await asyncio.wait_for(act(port), 5)

    return asyncio.run(serve_and_act())


async def reach(port: int, path: str = "/", **options: Any) -> ClientConnection:
    """Return an open socket."""
    return await connect(f"ws://127.0.0.1:{port}{path}", ping_interval=None, **options)


def test_messages_come_whole_however_they_were_cut() -> None:
    app = Echo()

    async def act(port: int) -> list[object]:
        async with await reach(port) as socket:
            await socket.send("abc")
            await socket.send(iter(["ab", "cd", "é"]))
            await socket.send(b"abc")
            await (await socket.ping())
            return [await socket.recv() for _ in range(3)]

    assert run(app, act) == ["3", "5", "0"]
    assert app.heard[0] == {"type": "websocket.connect"}
    assert app.heard[-1] == {"type": "websocket.disconnect", "code": 1000}


@pytest.mark.promise("S50")
@pytest.mark.parametrize("parts", [1, 40])
def test_no_more_is_read_of_a_message_that_is_too_large(parts: int) -> None:
    app = Echo()

    async def act(port: int) -> int | None:
        async with await reach(port) as socket:
            await socket.send("x" * MESSAGE_BYTES)
            assert await socket.recv() == str(MESSAGE_BYTES)
            whole = "x" * (20_000_000 // parts)
            await asyncio.gather(socket.send(iter([whole] * parts)), return_exceptions=True)
            await socket.wait_closed()
            return socket.close_code

    assert run(app, act) == 1009
    assert app.heard[-1] == {"type": "websocket.disconnect", "code": 1009}


@pytest.mark.promise("S50")
def test_a_client_that_does_not_read_holds_up_nobody_and_fills_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.1)
    app = Echo()
    held: list[int] = []

    async def act(port: int) -> None:
        made: set[Connection] = set()
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(app, made, 5), "127.0.0.1", port
        )
        head = b"GET /flood HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        key = b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        async with open_line(port, head + key + b"AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"):
            await until(lambda: bool(made) and not next(iter(made)).writable.is_set())
            held.append(next(iter(made)).transport.get_write_buffer_size())
            await until(lambda: not made)
        server.close()

    asyncio.run(act(find_port()))

    assert held[0] <= WRITE_BYTES + 11_000


def test_text_that_is_no_text_closes_the_socket() -> None:
    app = Echo()

    async def act(port: int) -> int | None:
        async with await reach(port) as socket:
            await socket.send(b"\xff", text=True)
            await socket.wait_closed()
            return socket.close_code

    assert run(app, act) == 1007


def test_a_client_that_vanishes_is_noticed() -> None:
    app = Echo()

    async def act(port: int) -> None:
        socket = await reach(port)
        socket.transport.abort()
        await until(lambda: app.heard[-1]["type"] == "websocket.disconnect")

    run(app, act)

    assert app.heard[-1]["code"] == 1006


def test_who_sends_to_a_client_that_has_vanished_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    endings: list[int] = []

    async def talk(scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        line = Line(socket, send_seconds=5)
        try:
            while True:
                await line.send("x" * 10_000)
        except Ending as ending:
            endings.append(ending.code)
            await line.close(ending)

    async def act() -> None:
        port = find_port()
        async with serving_sockets(talk, SocketSettings(_env_file=None, port=port)):
            socket = await reach(port)
            socket.transport.abort()
            await until(lambda: bool(endings))

    asyncio.run(act())

    assert endings == [1006]
    assert "exception" not in capsys.readouterr().out


def test_a_fault_of_ours_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    async def act(port: int) -> int | None:
        async with await reach(port) as socket:
            await socket.send("fail")
            await socket.wait_closed()
            return socket.close_code

    assert run(Echo(), act) == 1011
    assert "socket failed" in capsys.readouterr().out


@pytest.mark.promise("S40")
def test_a_handshake_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_HEADER_SECONDS", "0.05")

    async def act(port: int) -> bytes:
        async with open_line(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") as reader:
            try:
                return await asyncio.wait_for(reader.read(), 5)
            except ConnectionResetError:
                return b""

    assert run(Echo(), act) == b""


@pytest.mark.promise("S41")
@pytest.mark.parametrize(
    ("sent", "status"), [(b"GET / HTTP/1.1\r\n\r\n", b"426"), (b"POST / HTTP/1.1\r\n\r\n", b"405")]
)
def test_what_is_no_handshake_is_told_so(sent: bytes, status: bytes) -> None:
    async def act(port: int) -> bytes:
        async with open_line(port, sent) as reader:
            return await asyncio.wait_for(reader.read(), 5)

    answer = run(Echo(), act)

    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"application/problem+json" in answer
    assert b"websockets/" not in answer


def test_where_nothing_is_spoken_nobody_gets_in() -> None:
    async def act(port: int) -> int:
        with pytest.raises(InvalidStatus) as refused:
            await reach(port, "/nowhere")
        return refused.value.response.status_code

    assert run(Echo(), act) == 404


@pytest.mark.promise("S70")
def test_nobody_is_waited_for_for_ever_when_the_process_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.core.sockets.server.END_SECONDS", 0.05)

    async def act() -> int | None:
        port = find_port()
        async with serving_sockets(Echo(), SocketSettings(_env_file=None, port=port)):
            socket = await reach(port)
        await asyncio.wait_for(socket.wait_closed(), 5)
        return socket.close_code

    assert asyncio.run(act()) == 1006
