"""Seal anew, with the newest key, whatever is sealed with another, or not at all.

Rows are written in batches, each of which commits by itself, and only where they still hold what
was read: nothing that the service writes meanwhile is lost. Which rows are left is seen in the
rows themselves, so a run that was killed is begun again and goes on where it was.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.database import Database
from app.core.sealing.envelope import is_mark, make_mark, name_row, open_sealed, seal
from app.core.sealing.errors import NotOpened, NotSealed
from app.core.sealing.keys import Keys
from app.core.sealing.raw import Slot, count_rows, select_page, write_several

BATCH = 128  # rows: one statement reads as many, and one writes them
Tell = Callable[[str, int, int], None]
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is written: its key, what it held, and what it is to hold."""

    identity: Row
    held: str
    value: str | None
    mark: str | None


@dataclass(slots=True)
class Outcome:
    """What came of a run over one column.

    Attributes:
        written: how many values were written.
        left: how many are still not as they should be.
        faults: what could not be read, a line a value: where it is and why.
    """

    place: str
    written: int = 0
    left: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rotation:
    """One run.

    Attributes:
        plain: whether what is plain is sealed, too; else it is a fault.
        unseal: whether everything is to be plain afterwards.
    """

    database: Database
    keys: Keys
    plain: bool = False
    unseal: bool = False

    async def run(self, slot: Slot, tell: Tell) -> Outcome:
        """Go over one column; `tell` hears how many of how many are done."""
        stale = self.find_stale(slot)
        outcome = Outcome(slot.place)
        total = await self.count(slot, stale)
        first, after = (select_page(slot, stale, follows=follows) for follows in (False, True))
        page = await self.database.rows(first, {"limit": BATCH})
        while page:
            changes = list(self.list_changes(slot, page, outcome))
            if changes:
                outcome.written += await self.write(slot, changes)
            tell(slot.place, outcome.written, total)
            last = {f"last_{n}": page[-1][n] for n in range(len(slot.key))}
            page = await self.database.rows(after, {"limit": BATCH, **last})
        outcome.left = await self.count(slot, stale)
        return outcome

    def find_stale(self, slot: Slot) -> Any:
        """Return what holds of the rows that are to be written."""
        if self.unseal:
            return slot.is_sealed()
        return slot.is_stale(self.keys.newest.id, self.keys.index_id)

    async def count(self, slot: Slot, condition: Any) -> int:
        """Return of how many rows `condition` holds."""
        row = await self.database.row(count_rows(slot, condition), {})
        return int(row[0]) if row else 0

    def list_changes(self, slot: Slot, page: Sequence[Row], outcome: Outcome) -> Iterator[Change]:
        """Yield what is written of a page; what cannot be read is a fault, and stays."""
        for row in page:
            identity = row[: len(slot.key)]
            try:
                yield self.renew(slot, identity, *row[len(slot.key) :])
            except NotOpened as error:
                named = ", ".join(map(str, identity))
                outcome.faults.append(f"{slot.place} of row {named}: {error.reason}")

    def renew(
        self, slot: Slot, identity: Row, value: str | None, mark: str | None = None
    ) -> Change:
        """Return what a row is to hold.

        Raises:
            NotOpened: its value cannot be read.
        """
        name = name_row(identity)
        text = self.read(slot, name, value, mark)
        held = value or mark or ""
        if self.unseal:
            return Change(identity, held, None if slot.mark is not None else text, text)
        sealed = seal(slot.place, name, text, self.keys)
        return Change(identity, held, sealed, make_mark(slot.place, text, self.keys))

    def read(self, slot: Slot, name: bytes, value: str | None, mark: str | None) -> str:
        """Return the text of a row, sealed or, where that is allowed, plain."""
        try:
            if value is None:
                raise NotSealed
            return open_sealed(slot.place, name, value, self.keys)
        except NotSealed:
            plain = mark if value is None else value
            if not self.plain or plain is None or is_mark(plain):
                raise
            return plain

    async def write(self, slot: Slot, changes: Sequence[Change]) -> int:
        """Write the rows that still hold what they held, and return how many did."""
        count = 1 << (len(changes) - 1).bit_length()
        filled = [*changes, *[changes[-1]] * (count - len(changes))]
        values: dict[str, Any] = {}
        for number, change in enumerate(filled):
            values |= {f"key_{n}_{number}": part for n, part in enumerate(change.identity)}
            values[f"held_{number}"] = change.held
            values[f"value_{number}"] = change.value
            values[f"mark_{number}"] = change.mark
        return await self.database.change_alone(write_several(slot, count), values)
