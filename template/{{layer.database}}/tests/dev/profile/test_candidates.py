"""An index that a statement might want has the columns that it compares, then those it sorts by."""

import pytest
from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from dev.profile.candidates import find_candidates, is_served

TABLE = Table(
    "orders",
    MetaData(),
    Column("id", Integer),
    Column("owner_id", Integer),
    Column("title", String(200)),
    Column("text", Text),
    Column("version", Integer),
    Column("created_at", DateTime),
)
ORDER = TABLE.c
OWNED = ORDER.owner_id == bindparam("caller_id")
LATER = ORDER.created_at > bindparam("after")


@pytest.mark.parametrize(
    ("statement", "columns"),
    [
        (select(ORDER.id).where(OWNED), [("owner_id",)]),
        (
            select(ORDER.id).where(OWNED, LATER).order_by(ORDER.title.desc(), ORDER.id),
            [("owner_id", "title", "id"), ("owner_id", "created_at"), ("owner_id",)],
        ),
        (update(TABLE).where(LATER).values(text=""), [("created_at",)]),
        (delete(TABLE).where(ORDER.version.in_([1, 2])), [("version",)]),
        (select(ORDER.id).where(or_(OWNED, LATER)), []),
        (select(ORDER.id).where(ORDER.text == "long", func.lower(ORDER.title) == "a"), []),
        (text("SELECT id FROM orders WHERE owner_id = 1"), []),
    ],
)
def test_columns_are_read_from_the_statement(
    statement: object, columns: list[tuple[str, ...]]
) -> None:
    assert list(find_candidates(statement)) == [("orders", names) for names in columns]


def test_an_index_serves_what_it_begins_with() -> None:
    assert is_served(("a",), [("b",), ("a", "b")])
    assert not is_served(("b",), [("a", "b")])
    assert not is_served(("a", "b"), [("a",)])
