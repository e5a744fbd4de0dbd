"""Do by the clock what `app.schedules` lists, one after the other, until a signal ends it."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.schedule import Entry

APP = Path(sys.executable).with_name("app")


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument("--list", action="store_true", help="show what is done when, and end")


def run(options: argparse.Namespace) -> int:
    """Go on until SIGTERM or Ctrl-C; what is being done then is ended first."""
    from app.core.schedule import read_entry
    from app.schedules import SCHEDULES

    if options.list:
        print("\n".join(SCHEDULES))
        return 0
    try:
        asyncio.run(keep([read_entry(line) for line in SCHEDULES]))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped.", file=sys.stderr)
    return 0


async def keep(entries: list["Entry"]) -> None:
    """Do each when it is due. One that fails has said so, and is done again the next time."""
    from app.core.schedule import find_next, is_due

    task = asyncio.current_task()
    assert task is not None  # noqa: S101  # we are in it
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await do(entries[0].command)
    while True:
        due = find_next(entries, datetime.now(UTC))
        await asyncio.sleep((due - datetime.now(UTC)).total_seconds())
        for entry in entries:
            if is_due(entry, due):
                await do(entry.command)


async def do(words: Sequence[str]) -> None:
    """Run one command of `app` to its end; if we are to end, it ends first."""
    process = await asyncio.create_subprocess_exec(APP, *words)
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if code:
        print(f"error: app {' '.join(words)} ended with {code}.", file=sys.stderr)
