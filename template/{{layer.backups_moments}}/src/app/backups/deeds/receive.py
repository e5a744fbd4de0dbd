"""Receive the log of the database and bring it off the machine, until a signal ends it.

With the copies that it takes, every moment of the last days can be brought back.
"""

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options: there are none."""


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Follow the database, and say what stands in the way, once each time it is something else."""
    from app.backups.moments.following import open_follower

    stopped = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    async with open_follower(desk) as follower:
        said = ""
        while not stopped.is_set():
            state = await follower.step()
            if state.complaint != said:
                said = state.complaint
                print(said or "The log is received.", file=sys.stderr, flush=True)
            await wait(stopped, follower.settings.seconds)
    return 0


async def wait(stopped: asyncio.Event, seconds: float) -> None:
    """Return after that time, or when it is over."""
    done = asyncio.create_task(stopped.wait())
    await asyncio.wait({done}, timeout=seconds)
    done.cancel()
