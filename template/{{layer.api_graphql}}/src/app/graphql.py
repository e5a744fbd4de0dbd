"""The GraphQL entrance: every resource that offers queries or mutations is named here."""

import strawberry

from app.core.graphql import Endpoint, make_schema
from app.notes.graphql import NoteMutations, NoteQueries


@strawberry.type
class Query(NoteQueries):
    """What can be read."""


@strawberry.type
class Mutation(NoteMutations):
    """What can be changed: one after the other, each stored or not by itself."""


schema = make_schema(Query, Mutation)
endpoint = Endpoint(schema)
router = endpoint.router
lifespan = endpoint.lifespan

__all__ = ["lifespan", "router", "schema"]
