"""A wire to the database that can be cut, frozen and mended, for tests of what happens then."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Address = str | tuple[str, int]  # a socket's path, or host and port


class Relay:
    """Carries bytes between a local port and the server, while it is let."""

    def __init__(self, server: Address) -> None:
        self.port = 0
        self._server = server
        self._flows = asyncio.Event()
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Break every connection and refuse new ones, as a server does that is down."""
        self._run(self._close())

    def freeze(self) -> None:
        """Keep every connection and accept new ones, and let nothing through."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def mend(self) -> None:
        """Carry again."""
        self._run(self._open())

    def end(self) -> None:
        """Close everything."""
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _open(self) -> None:
        self._flows.set()
        if self._listener is None:
            self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _end(self) -> None:
        await self._close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.01)  # what was aborted is closed in the next turns of the loop

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(asyncio.CancelledError):  # by the end of the relay
            await self._flows.wait()
            far_reader, far_writer = await connect(self._server)
            self._writers.add(far_writer)
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


async def connect(server: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a server at a path or at a port."""
    if isinstance(server, str):
        return await asyncio.open_unix_connection(server)
    return await asyncio.open_connection(*server)


@contextmanager
def open_relay(server: Address) -> Iterator[Relay]:
    """Yield a relay that carries, and take it down afterwards."""
    relay = Relay(server)
    relay.mend()
    try:
        yield relay
    finally:
        relay.end()
