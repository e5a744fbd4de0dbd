"""Look for what is sealed where it must not be: plain, in a table or a dump.

What is looked for is read from the sealed columns themselves, the newest first. Of what is found
nothing is shown but where it is.
"""

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, quoted_name, select, table, text

from app.core.database import Database
from app.core.sealing.envelope import name_row, open_sealed
from app.core.sealing.errors import NotOpened
from app.core.sealing.raw import Slot

SHORTEST = 8  # characters: what is shorter stands somewhere by chance
LONGEST = 80
# No dump writes these characters otherwise.
PIECE = re.compile(r"[^\\'\x00-\x1f\x7f]{" + f"{SHORTEST},{LONGEST}" + "}")
CHUNK_BYTES = 1 << 20
PACKED = {
    b"PGDMP": "pg_dump --format=plain makes one that can be read",
    b"\x1f\x8b": "unpack it first (gunzip)",
    b"\x28\xb5\x2f\xfd": "unpack it first (unzstd)",
}


class CannotScan(Exception):
    """The dump cannot be looked through; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for."""

    count: int
    pattern: re.Pattern[bytes] | None

    def are_in(self, content: bytes) -> bool:
        """Say whether one of them stands in `content`."""
        return self.pattern is not None and self.pattern.search(content) is not None


def make_words(texts: Iterable[str]) -> Words:
    """Return what to look for of these texts: a piece of each, in the ways it may be written."""
    pieces = {max(found, key=len) for text in texts if (found := PIECE.findall(text))}
    forms = {form for piece in pieces for form in list_forms(piece)}
    pattern = re.compile(b"|".join(map(re.escape, sorted(forms)))) if forms else None
    return Words(len(pieces), pattern)


def list_forms(piece: str) -> Iterator[bytes]:
    """Yield a text as it is, as JSON may write it, and as a dump may write bytes."""
    yield piece.encode()
    yield json.dumps(piece)[1:-1].encode()
    yield piece.encode().hex().encode()


async def read_texts(database: Database, slots: Sequence[Slot], last: int) -> list[str]:
    """Return the texts of the last rows of each sealed column; what cannot be read is left out."""
    texts = []
    for slot in slots:
        newest = [one.desc() for one in slot.key]
        statement = select(*slot.key, slot.value).where(slot.is_sealed()).order_by(*newest)
        for *identity, value in await database.rows(statement.limit(last), {}):
            try:
                texts.append(open_sealed(slot.place, name_row(identity), value))
            except NotOpened:
                continue
    return texts


async def scan_tables(database: Database, words: Words) -> list[str]:
    """Return the columns, of whichever table, in which one of the words stands."""
    found: dict[str, None] = {}
    async for name, columns, row in read_rows(database):
        for column, value in zip(columns, row, strict=True):
            content = value if isinstance(value, bytes) else str(value).encode()
            if words.are_in(content):
                found[f"{name}.{column}"] = None
    return list(found)


async def read_rows(database: Database) -> AsyncIterator[tuple[str, list[str], Sequence[Any]]]:
    """Yield every row of every table, as the database has it."""
    async with database.pool.engine.connect() as connection:
        await connection.exec_driver_sql("BEGIN")
        for name in sorted(await connection.run_sync(list_tables)):
            rows = select(text("*")).select_from(table(quoted_name(name, quote=True)))
            async with connection.stream(rows) as result:
                columns = list(result.keys())
                async for row in result:
                    yield name, columns, row
        await connection.exec_driver_sql("ROLLBACK")


def list_tables(connection: Connection) -> list[str]:
    """Return the names of all tables of the database."""
    return inspect(connection).get_table_names()


def scan_dump(path: Path, words: Words) -> list[str]:
    """Return where in the file one of the words stands, to the nearest MB.

    Raises:
        CannotScan: it cannot be read, or is packed.
    """
    found: list[str] = []
    try:
        with path.open("rb") as file:
            rest = b""
            for number, chunk in enumerate(iter(lambda: file.read(CHUNK_BYTES), b"")):
                if number == 0:
                    refuse_packed(path, chunk)
                if words.are_in(rest + chunk):
                    found.append(f"{path}, {number} MB from its beginning")
                rest = chunk[-8 * LONGEST :]
    except OSError as error:
        raise CannotScan(f"{path} cannot be read: {error.strerror}.") from None
    return found


def refuse_packed(path: Path, beginning: bytes) -> None:
    """Let no file pass in which nothing could be found.

    Raises:
        CannotScan: it is packed.
    """
    for magic, hint in PACKED.items():
        if beginning.startswith(magic):
            raise CannotScan(f"{path} is packed, nothing could be found in it: {hint}.")
