"""The schema: what the resources offer, described by their own docstrings."""

from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.core.graphql.scalars import SCALARS

DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


def make_schema(query: type, mutation: type, subscription: type | None = None) -> GraphQLSchema:
    """Return the schema of what can be read, changed and followed."""
    config = StrawberryConfig(scalar_map=SCALARS)
    made = strawberry.Schema(query, mutation, subscription, config=config)
    schema: GraphQLSchema = made._schema  # it has no other name
    for part, python in list_parts(schema):
        part.description = part.description or read_caption(python)
    return schema


def list_parts(schema: GraphQLSchema) -> Iterator[tuple[Any, Any]]:
    """Yield every type and field of ours with the class or function that it comes from."""
    for kind in schema.type_map.values():
        definition = kind.extensions.get(DEFINITION)
        definition = getattr(definition, "concrete_of", None) or definition
        yield kind, getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)
        for field in getattr(kind, "fields", {}).values():
            resolver = getattr(field.extensions.get(DEFINITION), "base_resolver", None)
            yield field, getattr(resolver, "wrapped_func", None)


def read_caption(python: Any) -> str | None:
    """Return the first paragraph of a docstring, in one line."""
    paragraph = (getattr(python, "__doc__", None) or "").strip().partition("\n\n")[0]
    return " ".join(paragraph.split()) or None
