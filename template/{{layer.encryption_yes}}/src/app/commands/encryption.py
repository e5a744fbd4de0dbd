"""Look after the keys of what is sealed in the database, and see that nothing of it is plain."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from app.core.database import Database
    from app.core.sealing.raw import Slot
    from app.core.sealing.rotation import Outcome, Rotation

T = TypeVar("T")
SHOWN_FAULTS = 20
PATIENCE = {  # an operator may wait longer than a request
    "connect_seconds": 30.0,
    "deadline_seconds": 3_600.0,
    "lock_seconds": 30.0,
    "pool_wait_seconds": 30.0,
    "statement_seconds": 3_600.0,
}


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app encryption`."""
    deeds = word.add_subparsers(dest="deed", metavar="WHAT", required=True)
    new = deeds.add_parser("new", help="make the keys, or one more that seals from now on")
    new.add_argument("--index", action="store_true", help="a new key of the index, in place of it")
    deeds.add_parser("list", help="show the keys by their names, and what is sealed with each")
    rotate = deeds.add_parser("rotate", help="seal everything anew with the newest key")
    rotate.add_argument("--plain", action="store_true", help="seal what is still plain, too")
    deeds.add_parser("unseal", help="make everything plain again, to do without encryption")
    scan = deeds.add_parser("scan", help="look for sealed values that stand somewhere in plain")
    scan.add_argument("--dump", type=Path, metavar="FILE", help="in a dump, not in the database")
    scan.add_argument("--words", type=Path, metavar="FILE", help="for these, too: one a line")
    scan.add_argument("--last", type=int, default=200, metavar="N", help="of each column (200)")


def run(options: argparse.Namespace) -> int:
    """Do it; 1 and a line if it cannot be done, or if something was found."""
    from app.core.errors import ServiceError
    from app.core.sealing.errors import KeyFault
    from app.core.sealing.scanning import CannotScan

    deeds = {"new": new, "list": list_keys, "rotate": rotate, "unseal": rotate, "scan": scan}
    try:
        return deeds[options.deed](options)
    except (KeyFault, CannotScan, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    except ServiceError as error:
        print(f"error: {error.detail}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 1


def new(options: argparse.Namespace) -> int:
    """Make what is missing; where nothing is, add a key."""
    from app.core.sealing.keys import INDEX_FILE, KEYS_FILE, add_key, make_missing, replace_key
    from app.core.sealing.settings import KeysFolder
    from app.core.settings import read_settings

    folder = read_settings(KeysFolder).keys_dir
    made = make_missing(folder)
    for path in made:
        print(f"made {path}")
    if not made and options.index:
        print(f"{replace_key(folder / INDEX_FILE)} is the key of the index now")
    elif not made:
        print(f"{add_key(folder / KEYS_FILE)} seals from now on")
    next_step = "" if made else " Start the service anew, then: app encryption rotate"
    print(f"Keep a copy of {folder} apart from the data.{next_step}", file=sys.stderr)
    return 0


def list_keys(options: argparse.Namespace) -> int:
    """Show the name of each key, oldest first, and how many values are sealed with it."""
    from app.core.sealing.raw import count_rows
    from app.core.sealing.settings import load_keys

    keys = load_keys()

    async def count(database: "Database", slots: "list[Slot]") -> None:
        for key in keys.by_id.values():
            total = 0
            for slot in slots:
                row = await database.row(count_rows(slot, slot.is_sealed(key.id)), {})
                total += row[0] if row else 0
            print(f"{key.id} {total} {'seals' if key is keys.newest else 'opens'}")

    use_database(count)
    return 0


def rotate(options: argparse.Namespace) -> int:
    """Go over every column, and say what is left to do."""
    from app.core.sealing.rotation import Rotation
    from app.core.sealing.settings import load_keys

    unseal = options.deed == "unseal"

    async def run_all(database: "Database", slots: "list[Slot]") -> "list[Outcome]":
        rotation = Rotation(database, load_keys(), not unseal and options.plain, unseal)
        return [await run_one(rotation, slot) for slot in slots]

    outcomes = use_database(run_all)
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    for fault in faults[:SHOWN_FAULTS]:
        print(fault, file=sys.stderr)
    left = sum(outcome.left for outcome in outcomes)
    if left:
        print(f"error: {left} values are left: {explain(len(faults))}.", file=sys.stderr)
        return 1
    print(conclude(unseal=unseal))
    return 0


async def run_one(rotation: "Rotation", slot: "Slot") -> "Outcome":
    """Go over one column, and tell how far it is: a line a second at the most."""
    import time

    began = said = time.monotonic()

    def tell(place: str, done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= 1:
            said = time.monotonic()
            rate = done / (said - began)
            print(f"{place}: {done} of {total}, {rate:.0f} a second", file=sys.stderr)

    outcome = await rotation.run(slot, tell)
    print(f"{outcome.place}: {outcome.written} written, {outcome.left} left", file=sys.stderr)
    return outcome


def explain(faults: int) -> str:
    """Return why values are left."""
    if faults:
        return f"{faults} cannot be read"
    return "a process that started before the newest key still writes; start it anew, then this"


def conclude(*, unseal: bool) -> str:
    """Return what follows when nothing is left."""
    from app.core.sealing.settings import load_keys

    keys = load_keys()
    old = [key.id for key in keys.by_id.values() if key is not keys.newest]
    if unseal:
        return "Nothing is sealed any more."
    if not old:
        return f"Everything is sealed with {keys.newest.id}."
    return (
        f"Everything is sealed with {keys.newest.id}. Nothing needs {', '.join(old)} any more but"
        " copies of the data from before: take it out of the file when the last of them is gone."
    )


def scan(options: argparse.Namespace) -> int:
    """Look for sealed values; say where they are, never what they are."""
    from app.core.sealing.scanning import make_words, read_texts, scan_dump, scan_tables

    given = options.words.read_text().splitlines() if options.words else []

    async def look(database: "Database", slots: "list[Slot]") -> tuple[int, list[str]]:
        words = make_words([*given, *await read_texts(database, slots, options.last)])
        if options.dump:
            return words.count, scan_dump(options.dump, words)
        return words.count, await scan_tables(database, words)

    count, found = use_database(look)
    for place in found:
        print(f"plain: {place}")
    where = options.dump or "the database"
    if found:
        print(f"error: sealed values stand in {where} in plain.", file=sys.stderr)
        return 1
    if not count:
        print("error: nothing is sealed yet, so nothing was looked for.", file=sys.stderr)
        return 1
    print(f"None of {count} sealed values stands in {where} in plain.")
    return 0


def use_database(deed: "Callable[[Database, list[Slot]], Awaitable[T]]") -> T:
    """Return what `deed` makes of the database and its sensitive columns."""
    import asyncio

    import app.main  # noqa: F401  # every feature brings its tables
    from app.core.database import Base, Database, DatabaseSettings
    from app.core.sealing.raw import list_slots
    from app.core.settings import read_settings

    async def open_and_do() -> T:
        settings = read_settings(DatabaseSettings)
        known = type(settings).model_fields
        patient = {name: value for name, value in PATIENCE.items() if name in known}
        database = Database(settings.model_copy(update=patient))
        try:
            return await deed(database, list(list_slots(Base.metadata)))
        finally:
            await database.close()

    return asyncio.run(open_and_do())
