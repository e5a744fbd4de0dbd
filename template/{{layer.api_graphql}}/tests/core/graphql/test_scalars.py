"""Nothing that a caller sends is without a bound, and what cannot be stored does not come in."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type
from pydantic_core import PydanticCustomError

from app.core.graphql.scalars import leave, read_key, read_moment, read_text, read_uuid
from app.graphql import schema

UNBOUNDED = {"String", "ID", "Float"}


@pytest.mark.promise("S25")
@pytest.mark.promise("S26")
def test_nothing_that_a_caller_sends_is_unbounded() -> None:
    inputs = {
        f"{kind.name}.{name}": field
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLInputObjectType)
        for name, field in kind.fields.items()
    } | {
        f"{kind.name}.{name}.{argument}": given
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        for argument, given in field.args.items()
    }

    unbounded = [name for name, one in inputs.items() if get_named_type(one.type).name in UNBOUNDED]

    assert inputs
    assert unbounded == []


@pytest.mark.promise("S25")
@pytest.mark.parametrize("value", ["a\0b", "x" * 10_001, "\ufb2c" * 4_000, 5, None, True, ["a"]])
def test_text_that_cannot_be_stored_is_refused(value: object) -> None:
    with pytest.raises((ValueError, PydanticCustomError)):
        read_text(value)


@pytest.mark.promise("S25")
def test_text_is_taken_in_its_normal_form() -> None:
    assert read_text("e\u0301") == "\u00e9"


def test_an_id_has_one_form() -> None:
    assert read_uuid("0192F0C1-0000-7000-8000-00000000000e") == UUID(
        "0192f0c1-0000-7000-8000-00000000000e"
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        5,
        None,
        "0192f0c1000070008000 00000000000e",
        "{0192f0c1-0000-7000-8000-00000000000e}",
        "urn:uuid:0192f0c1-0000-7000-8000-00000000000e",
        "0192f0c1-0000-7000-8000-00000000000e\n",
    ],
)
def test_anything_else_is_no_id(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        read_uuid(value)


def test_an_instant_has_its_zone() -> None:
    assert read_moment("2026-01-02T03:04:05Z") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("value", ["", 5, "2026-01-02T03:04:05", "yesterday", "2" * 41])
def test_anything_else_is_no_instant(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        read_moment(value)


@pytest.mark.parametrize("value", [5, None, "", "a b", "x" * 201, "a\n"])
def test_anything_else_is_no_key(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        read_key(value)


def test_what_goes_out_is_written_with_the_rest() -> None:
    assert read_key("a") == leave("a") == "a"
