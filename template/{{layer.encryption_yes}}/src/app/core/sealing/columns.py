"""The types of columns that hold sealed values, and what a table needs for them.

A column whose rows are found by it holds a mark; the sealed value then stands beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import Column, ColumnElement, Dialect, MetaData, String, Table, Text, event
from sqlalchemy.sql.operators import OperatorType, eq, in_op, is_, is_not, ne, not_in_op
from sqlalchemy.types import TypeDecorator

from app.core.sealing.envelope import MARK_BYTES, Mark, Sealed

BESIDE: Final = "_sealed"
SHORTEST_MARK: Final = 8 + 1 + 4 * -(-MARK_BYTES // 3)  # the key's name, a colon, base64
NULL_OPERATORS: Final = {is_, is_not}


class Private(TypeDecorator[str]):
    """A type whose values mean nothing outside of their column.

    Attributes:
        place: which column of which table: it is set when the table is made.
        accepts: what a value must be to be sent to the database.
        operators: what a statement may do with the column.
    """

    impl: type[String] = Text
    cache_ok = True  # what it lets through does not hang on the place
    place: str = ""
    accepts: type[str] = Sealed
    operators: set[Any] = NULL_OPERATORS

    class Comparator(TypeDecorator.Comparator[str]):
        """Refuse what would compare or sort what is sealed."""

        def operate(self, op: OperatorType, *other: Any, **options: Any) -> Any:
            """Do what the type allows.

            Raises:
                TypeError: it does not allow that.
            """
            kind = self.expr.type
            if (
                isinstance(kind, Private)
                and op not in kind.operators
                and not (op is eq and self.is_itself(*other))
            ):
                raise TypeError(f"{kind.place} is sealed: nothing is known of its values.")
            return super().operate(op, *other, **options)

        def is_itself(self, other: object) -> bool:
            """Say whether it is the same column: SQLAlchemy looks columns up in dictionaries."""
            return isinstance(other, ColumnElement) and hash(other) == hash(self.expr)

    comparator_factory = Comparator

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the value, if nobody can read it.

        Raises:
            TypeError: it is plain: it did not come through `Database` or `Work`.
        """
        if value is not None and not isinstance(value, self.accepts):
            raise TypeError(f"A plain value was about to be stored in {self.place}.")
        return None if value is None else str(value)

    def at(self, place: str) -> Self:
        """Return the type for a column of its own."""
        placed = self.copy()
        placed.place = place
        return placed


class SealedText(Private):
    """Text of any length, sealed."""

    cache_ok = True


class FoundText(Private):
    """What a sealed text is found by."""

    impl = String
    cache_ok = True
    accepts = Mark
    operators = NULL_OPERATORS | {eq, ne, in_op, not_in_op}

    def __init__(self, length: int) -> None:
        if length < SHORTEST_MARK:
            raise ValueError(f"A column that is found needs room for {SHORTEST_MARK} characters.")
        super().__init__(length)


@event.listens_for(Table, "after_parent_attach")
def settle(table: Table, metadata: MetaData) -> None:
    """Tell each type where it is, and put the sealed value beside each mark."""
    for column in list(table.columns):
        if isinstance(column.type, Private) and not column.type.place:
            column.type = column.type.at(f"{table.name}.{column.name}")
        if isinstance(column.type, FoundText) and f"{column.name}{BESIDE}" not in table.c:
            beside = SealedText().at(column.type.place)
            table.append_column(Column(f"{column.name}{BESIDE}", beside, nullable=True))


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A column that is declared sensitive, its place, and the one beside it if it holds marks."""

    place: str
    column: Column[Any]
    beside: Column[Any] | None


def list_sensitive(table: Table) -> Iterator[Sensitive]:
    """Yield the sensitive columns of a table."""
    beside = {f"{c.name}{BESIDE}" for c in table.c if isinstance(c.type, FoundText)}
    for column in table.c:
        kind = column.type
        if isinstance(kind, FoundText):
            yield Sensitive(kind.place, column, table.c[f"{column.name}{BESIDE}"])
        elif isinstance(kind, SealedText) and column.name not in beside:
            yield Sensitive(kind.place, column, None)
