"""An operation for every field of the schema's queries and mutations, with values that fit."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from httpx2 import Response

from app.graphql import schema
from dev.profile.asking import Ask

DEPTH = 3
NOBODY = str(UUID(int=1))
PATH = "/graphql"
numbers = count(1)
Seen = dict[str, dict[str, Any]]  # what the last answer has shown of each type


async def walk(app: FastAPI, ask: Ask) -> AsyncIterator[Response]:
    """Yield the answer to each operation."""
    seen: Seen = {}
    for kind, name, field in list_fields():
        for arguments in list_arguments(name, field, seen):
            answer = await ask("POST", PATH, json={"query": write(kind, name, field, arguments)})
            if answer.is_success:
                look(answer.json().get("data"), field, seen)
            yield answer


def list_fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """Yield lists, then what makes a row, one row, changes, and what deletes last."""
    fields = [
        (kind, name, field)
        for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type))
        for name, field in (root.fields.items() if root else ())
    ]

    def order(one: tuple[str, str, GraphQLField]) -> tuple[bool, bool, bool]:
        kind, name, field = one
        needs = any(is_required_argument(each) for each in field.args.values())
        return "delete" in name, kind == "mutation" and not name.startswith("create"), needs

    yield from sorted(fields, key=order)


def list_arguments(name: str, field: GraphQLField, seen: Seen) -> Iterator[dict[str, str]]:
    """Yield the arguments of each operation: what is required, then each of the others once."""
    required = {
        key: write_value(key, given, name, seen)
        for key, given in field.args.items()
        if is_required_argument(given)
    }
    yield required
    for key, given in field.args.items():
        kind = get_named_type(given.type)
        if isinstance(kind, GraphQLEnumType):
            yield from ({**required, key: value} for value in kind.values)
        elif key == "after":
            cursor = seen.get("PageInfo", {}).get("endCursor")
            yield from [{**required, key: f'"{cursor}"'}] if cursor else []
        elif key not in required:
            yield {**required, key: write_value(key, given, name, seen)}


def write_value(key: str, given: GraphQLArgument, name: str, seen: Seen) -> str:
    """Return a value that fits, as a document writes it."""
    rows = [row for kind, row in seen.items() if kind.lower() in name.lower() and key in row]
    if key in ("id", "version") and rows:
        return f'"{rows[-1][key]}"' if key == "id" else str(rows[-1][key])
    kind = get_named_type(given.type)
    if isinstance(kind, GraphQLInputObjectType):
        fields = [(key, str(get_named_type(one.type))) for key, one in kind.fields.items()]
        return "{" + ", ".join(f"{key}: {write_scalar(key, of)}" for key, of in fields) + "}"
    return write_scalar(key, str(kind))


def write_scalar(key: str, kind: str) -> str:
    """Return a value of that type."""
    known = {"Int": "20", "Float": "1.0", "Boolean": "true", "UUID": f'"{NOBODY}"'}
    return known.get(kind, f'"{key}-{next(numbers)}"')


def write(kind: str, name: str, field: GraphQLField, arguments: dict[str, str]) -> str:
    """Return the document of one operation."""
    given = ", ".join(f"{key}: {value}" for key, value in arguments.items())
    asked = f"{name}({given})" if given else name
    return " ".join([kind, "{", asked, select(field.type, DEPTH), "}"])


def select(kind: Any, depth: int) -> str:
    """Return all that can be selected of a type without an argument, down to a depth."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLObjectType):
        return ""
    parts = [
        f"{name}{select(field.type, depth - 1)}"
        for name, field in named.fields.items()
        if is_leaf_type(get_named_type(field.type)) or (depth > 0 and not field.args)
    ]
    return " { " + " ".join(parts) + " }"


def look(data: Any, field: GraphQLField, seen: Seen) -> None:
    """Keep the leaves of what an answer shows, by the names of their types."""
    for value in (data or {}).values():
        keep(value, get_named_type(field.type), seen)


def keep(value: Any, kind: Any, seen: Seen) -> None:
    """Keep the leaves of an object, and of those below it."""
    for one in value[:1] if isinstance(value, list) else [value]:
        if isinstance(one, dict) and isinstance(kind, GraphQLObjectType):
            seen[kind.name] = one
            for name, below in one.items():
                keep(below, get_named_type(kind.fields[name].type), seen)
