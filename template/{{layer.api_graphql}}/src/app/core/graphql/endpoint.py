"""The one route of GraphQL: POST in, and out in the media type that the caller asks for.

What stops a request before it is read as GraphQL is told as over any other protocol: a problem
document with its status. Source: the GraphQL over HTTP specification.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from graphql import GraphQLSchema
from pydantic_core import to_json

from app.core.caller import read_caller
from app.core.clock import read_clock
from app.core.database import read_database
from app.core.errors import Refused
from app.core.graphql.context import Context
from app.core.graphql.engine import Engine, Question
from app.core.graphql.ide import show_ide
from app.core.graphql.media import GRAPHQL, choose_media_type
from app.core.graphql.settings import GraphqlSettings
from app.core.http.request import read_json_request
from app.core.routing import open_router
from app.core.settings import read_settings

PATH = "/graphql"


class Endpoint:
    """The route of one schema, and what it keeps for as long as the process lives."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.router = open_router("graphql")
        self.router.add_api_route(PATH, answer, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Read the limits; development may look at the schema, and has a page for it."""
        in_development = not app.state.settings.in_production
        settings = read_settings(GraphqlSettings)
        app.state.graphql = Engine(self.schema, settings, shown=in_development)
        if in_development:
            app.add_route(PATH, show_ide, methods=["GET"], include_in_schema=False)
        yield


async def answer(request: Request) -> Response:
    """Carry out one operation."""
    engine: Engine = request.app.state.graphql
    question = await read_question(request)
    context = Context(await read_caller(request), await read_database(request), await read_clock())
    document = await engine.answer(question, context)
    media_type = choose_media_type(request.headers.get("accept", ""))
    is_refused = media_type is GRAPHQL and "data" not in document
    return Response(
        to_json(document), 400 if is_refused else 200, media_type=f"{media_type}; charset=utf-8"
    )


async def read_question(request: Request) -> Question:
    """Return what is asked.

    Raises:
        ServiceError: the body is not one GraphQL request in JSON.
    """
    read = await read_json_request(request)
    value = read.value if read.raw else None
    if isinstance(value, list):
        raise Refused("Send one operation at a time.")
    if not isinstance(value, dict) or not isinstance(value.get("query"), str):
        raise Refused("Send a JSON object with the document as `query`.")
    variables = take(value, "variables", dict)
    take(value, "extensions", dict)
    return Question(value["query"], variables or {}, take(value, "operationName", str))


def take(value: dict[str, Any], name: str, kind: type) -> Any:
    """Return a part of the request that may be missing or null.

    Raises:
        Refused: it is of another kind.
    """
    part = value.get(name)
    if part is not None and not isinstance(part, kind):
        raise Refused(f"`{name}` is not of its kind.")
    return part
