"""Show the newest security events, one JSON object a line, the newest first."""

import argparse


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app audit`."""
    word.add_argument("--last", type=int, default=50, metavar="N", help="how many (50)")


def run(options: argparse.Namespace) -> int:
    """Print them."""
    import asyncio
    import json
    from dataclasses import asdict

    from app.core.audit import read_entries
    from app.core.database import Database, DatabaseSettings
    from app.core.settings import read_settings

    async def read() -> None:
        database = Database(read_settings(DatabaseSettings))
        try:
            for entry in await read_entries(database, options.last):
                line = {**asdict(entry), "details": json.loads(entry.details)}
                print(json.dumps(line, default=str))
        finally:
            await database.close()

    asyncio.run(read())
    return 0
