"""Which indexes a statement might want: the columns that it compares, then those it sorts by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Delete, LargeBinary, Select, String, Table, Update
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping, UnaryExpression

EQUAL = {operators.eq, operators.in_op, operators.is_}
RANGE = {operators.lt, operators.le, operators.gt, operators.ge}
Columns = tuple[str, ...]


@dataclass
class Wanted:
    """The columns of one table that a statement names."""

    equal: list[str] = field(default_factory=list)
    range: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def list_indexes(self) -> Iterator[Columns]:
        """Yield what might help, the most helpful first."""
        for last in (self.order, self.range[:1], []):
            columns = tuple(dict.fromkeys([*self.equal, *last]))
            if columns:
                yield columns


def find_candidates(statement: Any) -> Iterator[tuple[str, Columns]]:
    """Yield tables, each with columns that an index might have; SQL as text has none."""
    wanted: dict[str, Wanted] = {}
    if isinstance(statement, Select | Update | Delete) and statement.whereclause is not None:
        read_conditions(statement.whereclause, wanted)
    if isinstance(statement, Select):
        for source in statement.get_final_froms():
            read_conditions(getattr(source, "onclause", None), wanted)
        for clause in statement._order_by_clauses:
            while isinstance(clause, UnaryExpression):
                clause = clause.element
            note(clause, wanted, "order")
    seen = set()
    for table, columns in wanted.items():
        for index in columns.list_indexes():
            if (table, index) not in seen:
                seen.add((table, index))
                yield table, index


def read_conditions(clause: Any, wanted: dict[str, Wanted]) -> None:
    """Note the columns of what must all be so; what is one of several ways serves no index."""
    if isinstance(clause, Grouping):
        read_conditions(clause.element, wanted)
    elif isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            read_conditions(part, wanted)
    elif isinstance(clause, BinaryExpression):
        kind = "equal" if clause.operator in EQUAL else "range"
        if clause.operator in EQUAL | RANGE:
            note(clause.left, wanted, kind)
            note(clause.right, wanted, kind)


def note(clause: Any, wanted: dict[str, Wanted], kind: str) -> None:
    """Note a column that an index can have."""
    if isinstance(clause, Column) and isinstance(clause.table, Table) and is_short(clause):
        columns: list[str] = getattr(wanted.setdefault(clause.table.name, Wanted()), kind)
        columns.append(clause.name)


def is_short(column: Column[Any]) -> bool:
    """Say whether values of a column are short enough for an index on every database."""
    kind = column.type
    return not isinstance(kind, LargeBinary) and (not isinstance(kind, String) or bool(kind.length))


def is_served(columns: Columns, indexes: Sequence[Columns]) -> bool:
    """Say whether there is an index that begins with these columns."""
    return any(index[: len(columns)] == columns for index in indexes)
