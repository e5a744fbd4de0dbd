"""Statements made ready once, and run straight on the driver.

What SQLAlchemy does around a statement costs more than the statement: a list of twenty rows
takes twice as long with it. It still writes the SQL and converts the values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from app.core.database.privacy import cover

Values = Mapping[str, Any]
Record = Sequence[Any]  # one row, in the order of the statement's columns
Convert = Callable[[Any], Any]


class Prepared:
    """A statement in the words of one database and its driver."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        self._cover = cover(statement)
        statement = self.statement = self._cover.statement
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
            raise TypeError("Its SQL depends on its values: run it in a transaction.")
        self.sql = compiled.string
        self._names = compiled.positiontup or []
        self._constants = {
            name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required
        }
        self._ways_in = list_converters(
            (compiled.binds[name].type for name in self._names),
            lambda kind: kind.bind_processor(dialect),
            dialect,
        )
        self._ways_out = list_converters(
            (column.type for column in getattr(statement, "exported_columns", ())),
            lambda kind: kind.result_processor(dialect, None),
            dialect,
        )

    def bind(self, values: Values) -> list[Any]:
        """Return the arguments of the SQL, as the driver wants them."""
        known = {**self._constants, **self._cover.hide(values)}
        arguments = [known[name] for name in self._names]
        for place, convert in self._ways_in:
            arguments[place] = convert(arguments[place])
        return arguments

    def read(self, records: Sequence[Record]) -> Sequence[Record]:
        """Return the rows that the driver has given, with our own types in them."""
        if self._ways_out:
            records = [self._convert(record) for record in records]
        return self._cover.show(records)

    def _convert(self, record: Record) -> Record:
        row = list(record)
        for place, convert in self._ways_out:
            row[place] = convert(row[place])
        return row


def list_converters(
    kinds: Iterable[TypeEngine[Any]],
    find: Callable[[TypeEngine[Any]], Convert | None],
    dialect: Dialect,
) -> list[tuple[int, Convert]]:
    """Return which places need a conversion; most need none."""
    found = [find(kind.dialect_impl(dialect)) for kind in kinds]
    return [(place, convert) for place, convert in enumerate(found) if convert is not None]
