"""Restore to a moment: recovered beside the live server, copied into a new database, compared.

What is swapped in at the end is that database; until then the live one is not touched.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime

from app.backups import scratch
from app.backups.desk import Desk
from app.backups.errors import NotFit
from app.backups.manifest import Manifest, list_differences
from app.backups.moments.records import open_store, read_records
from app.backups.moments.recovering import open_recovered
from app.backups.moments.settings import MomentSettings
from app.backups.moments.spans import Route, find_route, read_moment, write_moment
from app.backups.moments.state import note_recovery
from app.backups.restoring import Restored, refuse_foreign, refuse_unknown
from app.backups.source import ENGINE, open_copy, read_content
from app.core.database import DatabaseSettings
from app.core.identity import NAME, find_version
from app.core.settings import read_settings


@asynccontextmanager
async def open_moment(text: str, desk: Desk, now: datetime) -> AsyncIterator[Restored]:
    """Yield the database as it was at a moment; it is gone afterwards, unless swapped.

    Raises:
        BackupError: that moment cannot be reached, or what is there is not whole.
    """
    begun = time.monotonic()
    settings = read_settings(MomentSettings)
    store = open_store(desk)
    route = find_route(await read_records(store), read_moment(text), now)
    say(f"From the copy of {write_moment(route.copy.taken_at)} UTC, {route.size >> 20} MB in all.")
    database = scratch.name_scratch(desk.database, now)
    try:
        async with open_recovered(store, route, desk.database, settings.folder) as recovered:
            say(f"Recovered after {time.monotonic() - begun:.1f} s.")
            manifest = await transfer(recovered, database, desk, route, now)
        note_recovery(settings.folder, now, time.monotonic() - begun)
        yield Restored(manifest, database)
    finally:
        await asyncio.shield(scratch.drop(database))


async def transfer(
    recovered: DatabaseSettings,
    database: DatabaseSettings,
    desk: Desk,
    route: Route,
    now: datetime,
) -> Manifest:
    """Copy the rows into a new database of the live server, and see whether all are there.

    Raises:
        NotFit: they are not, or they are not of this service.
    """
    begun = time.monotonic()
    async with open_copy(recovered) as copy:
        content = await copy.read_content()
        manifest = Manifest(
            service=NAME,
            version=find_version(),
            engine=ENGINE,
            taken_at=route.moment or now,
            dump=route.copy.snapshot,
            dump_bytes=route.size,
            seconds=0,
            content=content,
        )
        refuse_foreign(manifest)
        refuse_unknown(content.revision, desk.database)
        await scratch.create(database)
        async with aclosing(copy.dump()) as chunks:
            await scratch.load(database, chunks)
    if differences := list_differences(content, await read_content(database)):
        raise NotFit(
            "The new database does not hold what was recovered: " + " ".join(differences),
            "Nothing has changed. Try again, and look at the disk of the database.",
        )
    say(f"Copied and compared after {time.monotonic() - begun:.1f} s more.")
    return manifest


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    print(text, file=sys.stderr, flush=True)
