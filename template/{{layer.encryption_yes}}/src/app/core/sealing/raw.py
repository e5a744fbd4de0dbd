"""Sealed columns as the database has them: nothing is sealed or opened on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    MetaData,
    Select,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    case,
    column,
    func,
    or_,
    select,
    table,
    tuple_,
    update,
)
from sqlalchemy.sql.expression import ColumnClause, TableClause

from app.core.sealing.columns import Sensitive, list_sensitive
from app.core.sealing.envelope import VERSION

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Slot:
    """A sensitive column, and the primary key of its rows.

    Attributes:
        value: where the sealed value stands.
        mark: where the mark stands that the row is found by; None where there is none.
    """

    place: str
    table: TableClause
    key: tuple[ColumnClause[Any], ...]
    value: ColumnClause[str]
    mark: ColumnClause[str] | None

    def __hash__(self) -> int:
        return hash(self.place)

    @property
    def columns(self) -> list[ColumnClause[Any]]:
        """What is read of a row: its key, the value, and the mark."""
        return [*self.key, self.value, *([] if self.mark is None else [self.mark])]

    @property
    def held(self) -> ColumnElement[str]:
        """What is compared before a row is written: it is written only if it is still the same."""
        return self.value if self.mark is None else func.coalesce(self.value, self.mark)

    def is_stale(self, key_id: str, index_id: str) -> Condition:
        """Say which values are not sealed with that key, or marked with that one."""
        other = self.value.not_like(f"{VERSION}:{key_id}:%")
        if self.mark is None:
            return other
        plain = and_(self.value.is_(None), self.mark.is_not(None))
        return or_(plain, other, self.mark.not_like(f"{index_id}:%"))

    def is_sealed(self, key_id: str = "%") -> Condition:
        """Say which values are sealed, with that key."""
        return self.value.like(f"{VERSION}:{key_id}:%")


def list_slots(metadata: MetaData) -> Iterator[Slot]:
    """Yield every sensitive column of the tables."""
    for one in metadata.sorted_tables:
        for sensitive in list_sensitive(one):
            yield make_slot(one, sensitive)


def make_slot(source: Table, sensitive: Sensitive) -> Slot:
    """Return a column, with types that let everything through."""
    declared, beside = sensitive.column, sensitive.beside
    names = [declared.name, *([] if beside is None else [beside.name])]
    columns = [*(column(c.name, c.type) for c in source.primary_key), *map(text_column, names)]
    rows = table(source.name, *columns)
    key = tuple(rows.c[c.name] for c in source.primary_key)
    mark = None if beside is None else rows.c[declared.name]
    return Slot(sensitive.place, rows, key, rows.c[names[-1]], mark)


def text_column(name: str) -> ColumnClause[str]:
    """Return a column of text."""
    return column(name, Text())


def count_rows(slot: Slot, condition: Condition) -> Select[Any]:
    """Return the statement that counts the rows of which `condition` holds."""
    return select(func.count()).select_from(slot.table).where(condition)


def select_page(slot: Slot, condition: Condition, *, follows: bool) -> Select[Any]:
    """Return the statement for rows of which `condition` holds, those after a key."""
    page = select(*slot.columns).where(condition).order_by(*slot.key).limit(bindparam("limit"))
    last = [bindparam(f"last_{n}", type_=one.type) for n, one in enumerate(slot.key)]
    if not follows:
        return page
    return page.where(tuple_(*slot.key) > tuple_(*last) if len(last) > 1 else slot.key[0] > last[0])


@cache
def write_several(slot: Slot, count: int) -> Update:
    """Return the statement that writes up to `count` rows, each if it holds what it held.

    What a row held stands in WHERE alone: a database may set columns one by one, and compare with
    those that are set already.
    """
    keys = [is_row(slot, number) for number in range(count)]
    values = {slot.value: choose(keys, "value", slot.value)}
    if slot.mark is not None:
        values[slot.mark] = choose(keys, "mark", slot.mark)
    held = [slot.held == bindparam(f"held_{number}", type_=Text()) for number in range(count)]
    same = or_(*(and_(*both) for both in zip(keys, held, strict=True)))
    return update(slot.table).values(values).where(same)


def is_row(slot: Slot, number: int) -> Condition:
    """Say which row the parameters of that number mean."""
    parts = enumerate(slot.key)
    return and_(*(p == bindparam(f"key_{n}_{number}", type_=p.type) for n, p in parts))


def choose(rows: list[Condition], name: str, kept: ColumnClause[str]) -> ColumnElement[str]:
    """Return what a column is set to: the new value of the row that it is."""
    whens = [(row, bindparam(f"{name}_{n}", type_=Text())) for n, row in enumerate(rows)]
    return case(*whens, else_=kept)
