"""What becomes of the values of a statement before it runs, and of its rows after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable

from app.core.sealing.envelope import make_mark, name_row, open_sealed, seal

Values = Mapping[str, Any]
Record = Sequence[Any]
Find = Callable[[Values], Any]


@dataclass(frozen=True, slots=True)
class Seal:
    """A value that is sealed: for which parameter, from which other one, and for which place."""

    name: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A value that is opened: where it stands in a row, and where its row's key does."""

    at: int
    identity: tuple[int, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Cover:
    """A statement as it is run, and what belongs to it.

    Attributes:
        marks: the parameters by which rows are found, each with its place.
        identity: what finds the primary key of the row that is written.
        width: how many values of a row were asked for; what follows was read for their sake.
    """

    statement: Executable
    marks: Mapping[str, str]
    seals: tuple[Seal, ...] = ()
    identity: tuple[Find, ...] = ()
    openings: tuple[Opening, ...] = ()
    width: int = 0

    def hide(self, values: Values) -> Values:
        """Return the values as they are sent."""
        if not self.marks and not self.seals:
            return values
        hidden = dict(values)
        if self.seals:
            row = name_row([find(values) for find in self.identity])
            for one in self.seals:
                text = values[one.source]
                hidden[one.name] = None if text is None else seal(one.place, row, text)
        for name, place in self.marks.items():
            hidden[name] = mark(place, values[name])
        return hidden

    def show(self, rows: Sequence[Record]) -> Sequence[Record]:
        """Return the rows as they are read."""
        return [self.open(row) for row in rows] if self.openings else rows

    def open(self, row: Record) -> Record:
        """Return one row, with what was sealed in it.

        Raises:
            NotOpened: a value is not what was sealed for this row.
        """
        shown = list(row)
        for one in self.openings:
            if row[one.at] is not None:
                name = name_row([row[at] for at in one.identity])
                shown[one.at] = open_sealed(one.place, name, row[one.at])
        return shown[: self.width]


def mark(place: str, value: Any) -> Any:
    """Return what `value`, or each of several, is found by."""
    if isinstance(value, list | tuple):
        return [mark(place, one) for one in value]
    return None if value is None else make_mark(place, value)
