"""GraphQL over HTTP: what every resource needs to be asked that way."""

from app.core.graphql.context import Context, Info
from app.core.graphql.endpoint import Endpoint
from app.core.graphql.inputs import read_arguments
from app.core.graphql.pages import Connection
from app.core.graphql.scalars import IdempotencyKey, Text
from app.core.graphql.schema import make_schema

__all__ = [
    "Connection",
    "Context",
    "Endpoint",
    "IdempotencyKey",
    "Info",
    "Text",
    "make_schema",
    "read_arguments",
]
