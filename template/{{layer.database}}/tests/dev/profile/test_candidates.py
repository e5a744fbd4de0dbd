"""An index that a statement might want has the columns that it compares, then those it sorts by."""

import pytest
from sqlalchemy import bindparam, delete, func, or_, select, text, update

from app.notes.models import Note
from dev.profile.candidates import find_candidates, is_served

OWNED = Note.owner_id == bindparam("caller_id")
LATER = Note.created_at > bindparam("after")


@pytest.mark.parametrize(
    ("statement", "columns"),
    [
        (select(Note.id).where(OWNED), [("owner_id",)]),
        (
            select(Note.id).where(OWNED, LATER).order_by(Note.title.desc(), Note.id),
            [("owner_id", "title", "id"), ("owner_id", "created_at"), ("owner_id",)],
        ),
        (update(Note).where(LATER).values(text=""), [("created_at",)]),
        (delete(Note).where(Note.version.in_([1, 2])), [("version",)]),
        (select(Note.id).where(or_(OWNED, LATER)), []),
        (select(Note.id).where(Note.text == "long", func.lower(Note.title) == "a"), []),
        (text("SELECT id FROM notes WHERE owner_id = 1"), []),
    ],
)
def test_columns_are_read_from_the_statement(
    statement: object, columns: list[tuple[str, ...]]
) -> None:
    assert list(find_candidates(statement)) == [("notes", names) for names in columns]


def test_an_index_serves_what_it_begins_with() -> None:
    assert is_served(("a",), [("b",), ("a", "b")])
    assert not is_served(("b",), [("a", "b")])
    assert not is_served(("a", "b"), [("a",)])
