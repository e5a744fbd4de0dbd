"""Take, list, prove and restore the backups of the database."""

import argparse
import asyncio
import signal
import sys
from importlib import import_module

STOPPED = 130


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app backup`: its deeds, each with its own."""
    from app.backups.deeds import DEEDS

    deeds = word.add_subparsers(dest="deed", metavar="WHAT", required=True)
    for name in DEEDS:
        module = import_module(f"app.backups.deeds.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        deed = deeds.add_parser(name, help=summary, description=module.__doc__)
        module.add_options(deed)
        deed.set_defaults(do=module.do)


def run(options: argparse.Namespace) -> int:
    """Do it. Data goes to stdout, talk to stderr; what fails is one line and what to do."""
    from app.backups.errors import BackupError
    from app.core.errors import ServiceError

    try:
        return asyncio.run(do(options))
    except BackupError as error:
        print(f"error: {error}\n\nhint: {error.hint}", file=sys.stderr)
        return error.code
    except ServiceError as error:
        print(f"error: {error.detail}\n\nhint: Is DATABASE_URL right?", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped; nothing is left half-done.", file=sys.stderr)
        return STOPPED


async def do(options: argparse.Namespace) -> int:
    """Do what is asked for, until it is done or a signal ends it."""
    from app.backups.desk import Desk

    task = asyncio.current_task()
    assert task is not None  # noqa: S101  # we are in it
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return int(await options.do(options, Desk()))
