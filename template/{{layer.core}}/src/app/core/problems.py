"""How errors are shown: RFC 9457 problem documents that echo nothing and tell nothing internal.

What describes a problem knows nothing of HTTP, so that another protocol can tell the same.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.core.errors import ServiceError
from app.core.logs import current_request

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One part of a request that is not as it must be."""

    at: str
    code: str
    message: str


class Problem(BaseModel):
    """What every error looks like, whatever its status."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None


def make_problem(
    status: int, title: str, detail: str, errors: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """Return the document of one problem, with the id of the request that has it."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": current_request.get(),
    }
    if errors:
        document["errors"] = errors
    return document


def describe_error(error: ServiceError) -> dict[str, Any]:
    """Return the problem that an error of ours is."""
    return make_problem(error.status, error.title, error.detail)


def describe_invalid(error: RequestValidationError) -> dict[str, Any]:
    """Return the problem of what is well formed and not acceptable."""
    errors = [describe_problem(problem) for problem in error.errors()]
    return make_problem(422, "Unprocessable content", "Some fields are wrong.", errors)


def describe_failure() -> dict[str, Any]:
    """Return the problem that a fault of ours is: whoever reports it quotes the request's id."""
    return make_problem(500, "Internal server error", "This is a fault of the service.")


def draw(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that shows a problem."""
    return Response(json.dumps(document), document["status"], headers, MEDIA_TYPE)


def draw_error(error: ServiceError) -> Response:
    """Return the answer that shows an error of ours."""
    return draw(describe_error(error), error.list_headers())


def draw_failure() -> Response:
    """Return the answer to a fault of ours."""
    return draw(describe_failure())


async def show_service_error(request: Request, error: Exception) -> Response:
    """Answer an error that a caller is told about."""
    assert isinstance(error, ServiceError)  # noqa: S101  # it is registered for nothing else
    return draw_error(error)


async def show_protocol_error(request: Request, error: Exception) -> Response:
    """Answer what the framework raises: no such route, no such method."""
    assert isinstance(error, HTTPException)  # noqa: S101
    title = HTTPStatus(error.status_code).phrase.capitalize()
    return draw(make_problem(error.status_code, title, f"{title}."), error.headers)


async def show_invalid_request(request: Request, error: Exception) -> Response:
    """Answer a request whose parts are well formed and not acceptable."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return draw(describe_invalid(error))


def describe_problem(problem: Mapping[str, Any]) -> dict[str, str]:
    """Return where and what, without one character that the caller sent."""
    code, message, place = problem["type"], problem["msg"], problem["loc"]
    if code == "extra_forbidden":
        place = place[:-1]  # the last part is the name that the caller made up
    elif code == "union_tag_invalid":
        message = "The tag is none of the known ones"  # pydantic's own text quotes it
    return {"at": ".".join(map(str, place)), "code": code, "message": message}


def show_problems(app: FastAPI) -> None:
    """Let every error of `app` be shown as a problem document."""
    app.add_exception_handler(ServiceError, show_service_error)
    app.add_exception_handler(HTTPException, show_protocol_error)
    app.add_exception_handler(RequestValidationError, show_invalid_request)
