"""What is sensitive is declared once; a statement that would give it away is refused."""

from collections.abc import Callable

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, update
from sqlalchemy import bindparam as given
from sqlalchemy.exc import StatementError

from app.core.database import sensitive
from app.core.database.dialect import insert_or_change
from app.core.database.privacy import cover
from app.core.sealing.columns import list_sensitive
from app.core.sealing.envelope import make_mark, name_row, open_sealed
from app.notes.models import Note
from tests.core.sealing.conftest import Raw

LETTERS = Table(
    "letters",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", sensitive()),
    Column("address", sensitive(100, found=True)),
    Column("moved", sensitive(name="cards.text")),
)
C = LETTERS.c
ROW = {"id": 7, "text": "Dear Ada", "address": "ada@example.com", "moved": None}


def test_beside_a_column_that_is_found_stands_its_sealed_value() -> None:
    assert [c.name for c in LETTERS.c] == ["id", "text", "address", "moved", "address_sealed"]
    assert [one.place for one in list_sensitive(LETTERS)] == [
        *("letters.text", "letters.address"),
        "cards.text",
    ]


@pytest.mark.promise("S55")
def test_what_is_written_is_sealed_for_its_row(environment: pytest.MonkeyPatch) -> None:
    hidden = cover(insert(LETTERS)).hide(ROW)

    assert hidden["id"] == 7
    assert open_sealed("letters.text", name_row([7]), hidden["text"]) == ROW["text"]
    assert open_sealed("letters.address", name_row([7]), hidden["address_sealed"]) == ROW["address"]
    assert hidden["address"] == make_mark("letters.address", "ada@example.com")
    assert hidden["moved"] is None


@pytest.mark.promise("S55")
def test_a_change_seals_for_the_row_that_it_names(environment: pytest.MonkeyPatch) -> None:
    change = update(LETTERS).where(C.id == given("row")).values(text=given("new"), address=None)

    covered = cover(change)

    hidden = covered.hide({"row": 7, "new": "Dear Eve"})
    assert open_sealed("letters.text", name_row([7]), hidden["new"]) == "Dear Eve"
    assert "address_sealed=NULL" in str(covered.statement).replace(" ", "")


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    "read",
    [
        select(C.text, C.address),
        select(C.address.label("to"), C.text, C.id),
        select(LETTERS.alias().c.text),
        select(select(C.id, C.text).subquery().c.text),
    ],
    ids=["without the key", "with labels", "through an alias", "from a subquery"],
)
def test_what_is_read_is_read_with_the_key_of_its_row(read: object) -> None:
    covered = cover(read)

    assert covered.openings
    assert ".id" in str(covered.statement)
    assert covered.width == len(read.selected_columns)  # type: ignore[attr-defined]


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    "refused",
    [
        lambda: C.text == "x",
        lambda: LETTERS.alias().c.text == C.text,
        lambda: C.text.like("x%"),
        lambda: C.text.desc(),
        lambda: C.address.like("x%"),
        lambda: C.address < "x",
        lambda: C.address.asc(),
    ],
    ids=[
        *("compared", "joined", "searched", "sorted"),
        *("a mark searched", "a mark compared", "a mark sorted"),
    ],
)
def test_nothing_compares_or_sorts_what_is_sealed(refused: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="nothing is known of its values"):
        refused()


def test_a_column_is_found_in_a_dictionary_by_what_a_model_calls_it() -> None:
    column: object = Note.__table__.c.text
    named: object = Note.text.__clause_element__()  # one hash, two objects

    assert named is not column
    assert {column: "there"}.get(named) == "there"


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    "refused",
    [
        update(LETTERS).values(text=given("new")),
        update(LETTERS).where(C.moved.is_(None)).values(text=given("new")),
        insert(LETTERS).values(text=given("new")),
        update(LETTERS).where(C.id == given("row")).values(text="a constant"),
        update(LETTERS).where(C.id == given("row")).values(text=func.upper(given("new"))),
        update(LETTERS).where(C.id == given("row")),
        update(LETTERS).where(C.id == given("row")).values(id=1).returning(C.text),
        insert_or_change(LETTERS, {"id": given("id"), "address": given("a")}, {"address": "x"}),
        select(func.coalesce(C.text, "x")),
        select(func.max(C.address)),
    ],
)
def test_a_statement_that_cannot_be_sealed_or_opened_is_refused(refused: object) -> None:
    with pytest.raises(TypeError):
        cover(refused)


def test_a_mark_needs_room() -> None:
    with pytest.raises(ValueError, match="room"):
        sensitive(30, found=True)


@pytest.mark.promise("S55")
def test_no_way_around_the_service_stores_a_plain_value(raw: Raw) -> None:
    async def store() -> None:
        async with raw.database.pool.lend() as connection:
            await connection.execute(update(Note).values(text="Nobody else's business"))

    with pytest.raises(StatementError, match=r"A plain value .* notes\.text"):
        raw.call(store)
