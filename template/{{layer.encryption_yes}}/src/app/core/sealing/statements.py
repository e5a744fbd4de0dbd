"""Find in a statement what is sensitive: which parameters are sealed, which columns are opened.

A row is written by a statement that names it by its primary key; it is read together with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    Executable,
    Insert,
    Null,
    Select,
    Table,
    Update,
    bindparam,
    null,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.expression import ReturnsRows

from app.core.sealing.columns import BESIDE, FoundText, Private, list_sensitive
from app.core.sealing.cover import Cover, Find, Opening, Seal, Values


def cover_statement(statement: Executable) -> Cover:
    """Return how `statement` is run.

    Raises:
        TypeError: it does not say which row it writes, or computes with what is sealed.
    """
    if isinstance(statement, Select):
        return cover_reading(statement)
    if isinstance(statement, ReturnsRows):
        for column in statement.exported_columns:
            if isinstance(column.type, Private):
                raise TypeError(f"{column.type.place} is sealed: read it by a SELECT.")
    if isinstance(statement, Insert | Update) and isinstance(statement.table, Table):
        return cover_change(statement, statement.table)
    return Cover(statement, find_marks(statement))


def find_marks(statement: Executable) -> dict[str, str]:
    """Return the parameters that rows are found by, each with its place."""
    assert isinstance(statement, visitors.ExternallyTraversible)  # noqa: S101  # every one is
    binds = [one for one in visitors.iterate(statement) if isinstance(one, BindParameter)]
    kinds = [(bind.key, bind.type) for bind in binds]
    return {name: kind.place for name, kind in kinds if isinstance(kind, FoundText)}


def cover_change(statement: Insert | Update, table: Table) -> Cover:
    """Return how a statement is run that writes a row."""
    given = find_given(statement, table)
    seals, marks, run = [], find_marks(statement), statement
    for one in list_sensitive(table):
        value = given.get(one.column.name)
        if value is None:
            continue
        if is_null(value):
            run = run if one.beside is None else add_value(run, one.beside.name, null())
            continue
        if not isinstance(value, BindParameter) or not value.required:
            raise TypeError(f"{one.place} is sealed: write it from a parameter.")
        source = name = value.key
        if one.beside is not None:
            marks[source], name = one.place, one.beside.name
            run = add_value(run, name, bindparam(name))
        seals.append(Seal(name, source, one.place))
    if marks and getattr(statement, "_post_values_clause", None) is not None:
        raise TypeError(f"{table.name} has sealed values that are found: insert, then update.")
    known = given if isinstance(statement, Insert) else dict(find_equals(statement))
    identity = tuple(find_key(table, known)) if seals else ()
    return Cover(run, marks, tuple(seals), identity)


def find_given(statement: Insert | Update, table: Table) -> dict[str, Any]:
    """Return what each column is set to; an INSERT that names none sets all."""
    if statement._values:
        values = statement._values.items()
        return {to if isinstance(to, str) else to.name: value for to, value in values}
    if isinstance(statement, Update):
        raise TypeError(f"Say which columns of {table.name} are changed.")
    return {column.name: bindparam(column.key) for column in table.c}


def is_null(value: Any) -> bool:
    """Say whether a column is emptied."""
    return isinstance(value, Null) or (
        isinstance(value, BindParameter) and not value.required and value.value is None
    )


def add_value(statement: Insert | Update, name: str, value: Any) -> Insert | Update:
    """Return the statement with one column more, where it names those that it writes."""
    return statement.values({name: value}) if statement._values else statement


def find_equals(statement: Update) -> Iterator[tuple[str, Any]]:
    """Yield the columns that are compared with something for equality, and with what."""
    for one in visitors.iterate(statement):
        if isinstance(one, BinaryExpression) and one.operator is operators.eq:
            yield getattr(one.left, "name", ""), one.right


def find_key(table: Table, known: Mapping[str, Any]) -> Iterator[Find]:
    """Yield what finds each part of the primary key among the values of the statement.

    Raises:
        TypeError: the statement does not say it.
    """
    for column in table.primary_key:
        bind = known.get(column.name)
        if not isinstance(bind, BindParameter):
            raise TypeError(f"A row of {table.name} holds what is sealed: name it by its key.")
        yield read_parameter(bind)


def read_parameter(bind: BindParameter[Any]) -> Find:
    """Return what finds the value of a parameter, or of a constant."""

    def find(values: Values) -> Any:
        return values[bind.key] if bind.required else values.get(bind.key, bind.effective_value)

    return find


def cover_reading(statement: Select[Any]) -> Cover:
    """Return how a SELECT is run: what is sealed is read with the key of its row."""
    asked = list(statement.exported_columns)
    read, openings = list(asked), []
    for at, column in enumerate(asked):
        if not isinstance(column.type, Private):
            continue
        source = getattr(column, "element", column)
        rows = getattr(source, "table", None)
        if rows is None:
            raise TypeError(f"{column.type.place} is sealed: read it as it is.")
        if isinstance(column.type, FoundText):
            read[at] = rows.c[f"{source.name}{BESIDE}"]
        identity = tuple(find_place(read, key) for key in rows.primary_key)
        openings.append(Opening(at, identity, column.type.place))
    marks = find_marks(statement)
    if not openings:
        return Cover(statement, marks)
    covered = statement.with_only_columns(*read, maintain_column_froms=True)
    return Cover(covered, marks, openings=tuple(openings), width=len(asked))


def find_place(read: list[Any], key: Any) -> int:
    """Return where a part of the row's key stands in what is read; it is added if it does not."""
    for at, column in enumerate(read):
        if getattr(column, "table", None) is key.table and column.name == key.name:
            return at
    read.append(key)
    return len(read) - 1
