"""What comes in can be stored: text, whole numbers and numbers with a point."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.types import FiniteFloat, Int4, Int8, Line, Text
from app.main import create_app

DECOMPOSED = "e\u0301"


def read(kind: Any, value: object) -> Any:
    """Return `value` as it is stored."""
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.promise("S25")
@pytest.mark.parametrize("value", ["a\0b", "\ud800", "x" * 201, "\u0958" * 101, "", 7])
def test_text_that_cannot_be_stored_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        read(Line, value)


@pytest.mark.promise("S25")
def test_text_is_stored_in_its_normal_form() -> None:
    assert read(Line, DECOMPOSED) == "\u00e9"
    assert read(Text, "plain") == "plain"


@pytest.mark.promise("S26")
@pytest.mark.parametrize(
    ("kind", "edge"), [(Int4, 2**31 - 1), (Int4, -(2**31)), (Int8, 2**63 - 1), (Int8, -(2**63))]
)
def test_a_whole_number_fits_its_column(kind: Any, edge: int) -> None:
    beyond = edge + (1 if edge > 0 else -1)

    assert read(kind, edge) == edge
    with pytest.raises(ValidationError):
        read(kind, beyond)


@pytest.mark.promise("S26")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "-Infinity"])
def test_a_number_is_finite(value: object) -> None:
    with pytest.raises(ValidationError):
        read(FiniteFloat, value)


@pytest.mark.promise("S25")
@pytest.mark.promise("S26")
def test_nothing_that_a_caller_sends_is_unbounded(environment: pytest.MonkeyPatch) -> None:
    schema = create_app().openapi()

    unbounded = [
        place
        for place, part in walk("", list_inputs(schema))
        if (part.get("type") == "string" and not {"maxLength", "format", "enum"} & part.keys())
        or (part.get("type") == "integer" and not {"maximum", "enum"} & part.keys())
    ]

    assert unbounded == []


def list_inputs(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what callers send: the parameters and bodies of every operation, by its name."""
    inputs: dict[str, Any] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            listed = [one for one in operation.get("parameters", []) if one["in"] != "header"]
            parts = [listed, operation.get("requestBody", {})]  # all headers are bounded together
            inputs[f"{method} {path}"] = resolve(parts, schema)
    return inputs


def resolve(part: Any, schema: dict[str, Any]) -> Any:
    """Return `part` with what it refers to in place."""
    if isinstance(part, dict):
        if "$ref" in part:
            name = part["$ref"].rpartition("/")[2]
            return resolve(schema["components"]["schemas"][name], schema)
        return {key: resolve(value, schema) for key, value in part.items()}
    return [resolve(value, schema) for value in part] if isinstance(part, list) else part


def walk(place: str, part: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return every object inside `part`, and where it stands."""
    if isinstance(part, list):
        return [
            found for number, one in enumerate(part) for found in walk(f"{place}.{number}", one)
        ]
    if not isinstance(part, dict):
        return []
    inner = [found for key, one in part.items() for found in walk(f"{place}.{key}", one)]
    return [(place, part), *inner]
