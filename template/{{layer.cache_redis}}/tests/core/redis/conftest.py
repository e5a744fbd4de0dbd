"""A Valkey that a test may stop, freeze and start again, and what asks it."""

import asyncio
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.core.redis.settings import RedisSettings
from dev.cache import name_server, run_server

SECONDS = 0.1  # for an answer


class Server:
    """A Valkey of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = RedisSettings(url=name_server(folder), seconds=SECONDS, _env_file=None)
        self.running = ExitStack()
        self.process: subprocess.Popen[bytes]
        self.start()

    def start(self) -> None:
        """Start it, with nothing in it."""
        self.process = self.running.enter_context(run_server(self.folder))

    def stop(self) -> None:
        """End it without a warning."""
        self.running.close()

    def freeze(self) -> None:
        """Let it keep its connections, and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def valkey() -> Iterator[Server]:
    """A Valkey of the test's own, which runs."""
    with TemporaryDirectory(prefix="cache-") as folder:
        server = Server(Path(folder))
        yield server
        server.stop()


Outage = tuple[Callable[[Server], None], Callable[[Server], None]]
DOWN: Outage = (Server.stop, Server.start)
FROZEN: Outage = (Server.freeze, Server.thaw)
every_outage = pytest.mark.parametrize("outage", [DOWN, FROZEN], ids=["down", "frozen"])


async def until(holds: Callable[[], bool]) -> None:
    """Return as soon as `holds` does."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  # what is waited for tells nobody
            await asyncio.sleep(0.005)
