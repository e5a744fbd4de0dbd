"""How errors are told over GraphQL: the problems of every other protocol, and nothing else.

`message` is the problem's detail; `extensions` hold its code, title, status and fields, and the id
of the request. What is not an error for callers is a fault of ours: it is logged and masked.
"""

from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from graphql import GraphQLError, Node

from app.core.errors import Refused, ServiceError
from app.core.problems import describe_error, describe_failure, describe_invalid

log = structlog.get_logger(__name__)

NOT_OF_ITS_TYPE = "A value is not of the type that the schema says."


class DocumentRefused(Refused):
    """The document, or what came with it, cannot be carried out."""


class NotCarriedOut(Exception):
    """Nothing of the request was carried out; `errors` say why, at least one."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("The request was not carried out.")
        self.errors = errors


def refuse(detail: str, nodes: "list[Node] | Node | None" = None) -> GraphQLError:
    """Return the error that tells `detail` of a document, and where in it."""
    return GraphQLError(detail, nodes, original_error=DocumentRefused(detail))


def show_error(error: GraphQLError) -> dict[str, Any]:
    """Return `error` as an answer holds it, without one character that the caller sent."""
    problem = describe(error)
    shown: dict[str, Any] = {"message": problem.pop("detail")}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    del problem["type"]
    code = problem["title"].upper().replace(" ", "_")
    return {**shown, "extensions": {"code": code, **problem}}


def describe(error: GraphQLError) -> dict[str, Any]:
    """Return the problem that `error` comes from."""
    cause = error.original_error
    if isinstance(cause, ServiceError):
        later = cause.list_headers().get("Retry-After")
        return describe_error(cause) | ({"retry_after": int(later)} if later else {})
    if isinstance(cause, RequestValidationError):
        return describe_invalid(cause)
    if is_of_the_caller(error):
        return describe_error(DocumentRefused(NOT_OF_ITS_TYPE))
    log.error("field failed", path=error.path, exc_info=cause or error)
    return describe_failure()


def is_of_the_caller(error: GraphQLError) -> bool:
    """Return whether the library refused a value that the caller sent: it then knows where."""
    cause = error if error.original_error is None else error.original_error
    return isinstance(cause, GraphQLError) and bool(cause.nodes)
