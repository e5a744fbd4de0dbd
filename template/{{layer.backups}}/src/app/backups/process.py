"""Run a program of others: what it says is kept, and it never outlives the one who needs it."""

import asyncio
import os
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from shutil import which

from app.backups.errors import ToolMissing

CHUNK_BYTES = 1 << 20
PIPE_BYTES = 1 << 18  # Linux's own are a quarter: twice the work for a gigabyte
BEHIND_CALLERS = ("nice", "-n", "10")
SAID_BYTES = 4_000  # of what it says last
STOP_SECONDS = 5

Chunks = AsyncGenerator[bytes, None]
Listen = Callable[[str], bool]  # to a line that it says; True if it has to be stopped


class Program:
    """A program that runs."""

    def __init__(self, process: asyncio.subprocess.Process, listen: Listen | None) -> None:
        self.process = process
        self.said = ""
        self._hearing = asyncio.create_task(self._hear(listen))

    async def _hear(self, listen: Listen | None) -> None:
        assert self.process.stderr is not None  # noqa: S101  # it is a pipe
        async for line in self.process.stderr:
            text = line.decode(errors="replace")
            self.said = (self.said + text)[-SAID_BYTES:]
            if listen and listen(text):
                with suppress(ProcessLookupError):
                    self.process.terminate()

    async def read(self) -> Chunks:
        """Yield what it writes, until it writes no more."""
        assert self.process.stdout is not None  # noqa: S101  # it is a pipe
        while chunk := await self.process.stdout.read(CHUNK_BYTES):
            yield chunk

    async def read_all(self) -> bytes:
        """Return all that it writes."""
        return b"".join([chunk async for chunk in self.read()])

    async def feed(self, chunks: Chunks) -> None:
        """Give it all of `chunks` to read, as long as it reads."""
        assert self.process.stdin is not None  # noqa: S101  # it is a pipe
        async with aclosing(chunks):
            with suppress(BrokenPipeError, ConnectionResetError):
                async for chunk in chunks:
                    self.process.stdin.write(chunk)
                    await self.process.stdin.drain()

    async def end(self) -> int:
        """Tell it that there is no more to read, and return its exit code when it has ended."""
        if self.process.stdin is not None:
            self.process.stdin.close()
            with suppress(BrokenPipeError, ConnectionResetError):
                await self.process.stdin.wait_closed()
        await self._hearing
        return await self.process.wait()

    async def stop(self) -> None:
        """End it now, before what it reads seems to be complete."""
        for signal in (self.process.terminate, self.process.kill):
            with suppress(ProcessLookupError):
                signal()
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self.drain()
                    await self.process.wait()
                break

    async def drain(self) -> None:
        """Read what it has still written, which is of no interest: its pipe closes at the end."""
        if self.process.stdout is not None:
            while await self.process.stdout.read(CHUNK_BYTES):
                pass

    async def close(self) -> None:
        """Close what leads to it and from it."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        await self.drain()
        await self._hearing


@asynccontextmanager
async def running(
    command: Sequence[object],
    environment: Mapping[str, str],
    *,
    stdin: int = DEVNULL,
    stdout: int = PIPE,
    listen: Listen | None = None,
    behind: bool = False,
) -> AsyncIterator[Program]:
    """Run `command` until the block ends; if it has not ended by then, it is stopped.

    With `behind` it lets callers of the service go first.
    What the terminal sends on Ctrl-C does not reach it: we decide what ends, and in which order.

    Raises:
        ToolMissing: it is not installed.
    """
    name, *words = [str(word) for word in command]
    if which(name) is None:
        raise ToolMissing(f"{name} is not installed.", "README.md says what backups need.")
    process = await asyncio.create_subprocess_exec(
        *(BEHIND_CALLERS if behind else ()),
        name,
        *words,
        env={**os.environ, **environment},
        stdin=stdin,
        stdout=stdout,
        stderr=PIPE,
        limit=CHUNK_BYTES,
        pipesize=PIPE_BYTES,
        start_new_session=True,
    )
    program = Program(process, listen)
    try:
        yield program
    finally:
        if process.returncode is None:
            await program.stop()
        await program.close()


@asynccontextmanager
async def begun(chunks: Chunks) -> AsyncIterator[Chunks]:
    """Ask for the first of `chunks` now, and yield all of them; none come after the block."""

    async def fetch() -> bytes:
        return await anext(chunks, b"")

    async def fetch_rest() -> Chunks:
        if chunk := await first:
            yield chunk
        async for chunk in chunks:
            yield chunk

    first = asyncio.create_task(fetch())
    try:
        async with aclosing(fetch_rest()) as all_of_them:
            yield all_of_them
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await chunks.aclose()
