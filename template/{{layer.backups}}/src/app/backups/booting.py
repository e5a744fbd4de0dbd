"""Start the service on a database, as its container does, and see that it is ready."""

import asyncio
import socket
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from app.backups.errors import NotFit
from app.backups.process import running
from app.core.database import DatabaseSettings

APP = Path(sys.executable).with_name("app")
# its input leads to us: when we are gone, however that came about, the service goes, too
WITH_US = 'exec 3<&0; { read -r _ <&3; kill $$; } 2>/dev/null & exec "$@" </dev/null 3<&-'
START_SECONDS = 120
PROBE_SECONDS = 0.2


async def boot(database: DatabaseSettings, seconds: float = START_SECONDS) -> None:
    """Return when the service has said that it is ready; then it is stopped again.

    It has so many seconds for it.

    Raises:
        NotFit: it does not start on this database.
    """
    environment = {
        "DATABASE_URL": database.url,
        "SERVER_HOST": "127.0.0.1",
        "SERVER_PORT": str(find_port()),
        "WEB_CONCURRENCY": "1",
        "HTTP_ALLOWED_HOSTS": "127.0.0.1",
    }
    end = time.monotonic() + seconds
    command = ["sh", "-c", WITH_US, "boot", APP, "serve"]
    async with running(command, environment, stdin=PIPE, stdout=DEVNULL) as service:
        while not await is_ready(environment):
            if service.process.returncode is not None or time.monotonic() > end:
                raise NotFit(
                    f"The service does not start on what was restored: {service.said[-500:]}",
                    "Does this version of the service belong to the backup?",
                )
            await asyncio.sleep(PROBE_SECONDS)


async def is_ready(environment: dict[str, str]) -> bool:
    """Ask the service whether it is ready, as its container's health check does."""
    async with running([APP, "health"], environment, stdout=DEVNULL) as probe:
        return await probe.end() == 0


def find_port() -> int:
    """Return a port that is free, and the next one, too: below those that clients are given."""
    for port in range(20_000, 32_000, 2):
        try:
            for number in (port, port + 1):
                with socket.socket() as listener:
                    listener.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise NotFit("There is no free port to start the service at.", "Try again.")
