"""How errors are shown: RFC 9457 problem documents that echo nothing and tell nothing internal."""

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


def draw_problem(
    status: int,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> Response:
    """Return the answer that shows one problem."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": current_request.get(),
    }
    if errors:
        document["errors"] = errors
    return Response(json.dumps(document), status, headers, MEDIA_TYPE)


def draw_error(error: ServiceError) -> Response:
    """Return the answer that shows an error of ours."""
    return draw_problem(error.status, error.title, error.detail, headers=error.list_headers())


def draw_failure() -> Response:
    """Return the answer to a fault of ours: whoever reports it quotes the request's id."""
    return draw_problem(500, "Internal server error", "This is a fault of the service.")


async def show_service_error(request: Request, error: Exception) -> Response:
    """Answer an error that a caller is told about."""
    assert isinstance(error, ServiceError)  # noqa: S101  # it is registered for nothing else
    return draw_error(error)


async def show_protocol_error(request: Request, error: Exception) -> Response:
    """Answer what the framework raises: no such route, no such method."""
    assert isinstance(error, HTTPException)  # noqa: S101
    title = HTTPStatus(error.status_code).phrase.capitalize()
    return draw_problem(error.status_code, title, f"{title}.", headers=error.headers)


async def show_invalid_request(request: Request, error: Exception) -> Response:
    """Answer a request whose parts are well formed and not acceptable."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    problems = [describe_problem(problem) for problem in error.errors()]
    return draw_problem(422, "Unprocessable content", "Some fields are wrong.", errors=problems)


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
