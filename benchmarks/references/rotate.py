"""Seal, open and rotate in a rendered project, beside a plain UPDATE; the figures are JSON."""

import asyncio
import json
import sys
import time
from pathlib import Path
from uuid import uuid4

import app.main  # noqa: F401  # every feature brings its tables
from app.core.database import Base, Database, DatabaseSettings
from app.core.sealing.envelope import name_row, open_sealed, seal
from app.core.sealing.keys import KEYS_FILE, add_key, read_keys
from app.core.sealing.raw import list_slots
from app.core.sealing.rotation import Rotation

VALUES = 5_000
TEXT = "x" * 200
SEED = """
INSERT INTO notes (id, owner_id, title, text, version, created_at, updated_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'Note ' || n, rpad('note ' || n || ' ', 200, 'x'),
       1, now() - n * interval '1 minute', now()
FROM generate_series(1, {rows}) n
"""


def measure_values(folder):
    """Return what it costs to seal a value, and to open it: microseconds of processor time."""
    keys, rows = read_keys(folder), [name_row([uuid4()]) for _ in range(VALUES)]
    sealed = [seal("notes.text", row, TEXT, keys) for row in rows]
    pairs = list(zip(rows, sealed, strict=True))
    return {
        "seal_us": least(lambda: [seal("notes.text", row, TEXT, keys) for row in rows]),
        "open_us": least(lambda: [open_sealed("notes.text", *pair, keys) for pair in pairs]),
    }


def least(work):
    """Return the least that one of many values took."""
    found = []
    for _ in range(7):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found) / VALUES * 1e6


async def measure_rotation(folder, rows, rounds):
    """Return how many rows a second each round wrote: the rotation, and one plain UPDATE."""
    long = dict.fromkeys(("statement_seconds", "deadline_seconds"), 600.0)
    database = Database(DatabaseSettings().model_copy(update=long))
    slot = next(slot for slot in list_slots(Base.metadata) if slot.place == "notes.text")
    await run(database, SEED.format(rows=rows))
    await Rotation(database, read_keys(folder), plain=True).run(slot, quiet)
    found = []
    for _ in range(rounds):
        await run(database, "VACUUM notes")
        plain = await take(run(database, "UPDATE notes SET text = text || ''"))
        add_key(folder / KEYS_FILE)
        await run(database, "VACUUM notes")
        rotated = await take(Rotation(database, read_keys(folder)).run(slot, quiet))
        found.append({"update": rows / plain, "rotation": rows / rotated})
    await database.close()
    return found


async def run(database, statement):
    """Run one statement that commits itself."""
    async with database.pool.lend() as connection:
        await connection.exec_driver_sql(statement)


async def take(work):
    """Return how many seconds `work` takes."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


def quiet(place, done, total):
    """Hear how far it is."""


if __name__ == "__main__":
    folder, rows, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    found = measure_values(folder)
    found["rounds"] = asyncio.run(measure_rotation(folder, rows, rounds))
    print(json.dumps(found))
