"""What went wrong is told without repeating one word of the caller's."""

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

from app.core.errors import PreconditionFailed, PreconditionRequired, Unavailable
from app.core.limits import Limits, LimitSettings
from app.core.openapi import describe_problems
from app.core.problems import draw_error, show_problems
from app.core.routing import open_router
from app.core.types import Line
from tests.callers import trust_everyone

SECRET = "hunter2-e\u0301"  # noqa: S105  # pragma: allowlist secret
router = open_router("sample")


class Cat(BaseModel):
    """One of two shapes."""

    kind: Literal["cat"]


class Dog(BaseModel):
    """The other one."""

    kind: Literal["dog"]


class Form(BaseModel, extra="forbid"):
    """Something with every way to be wrong."""

    number: int
    line: Line
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    choice: Literal["a", "b"]


@router.post("/forms")
async def take(form: Form, number: int = 0) -> None:
    """Take it."""


@pytest.fixture
def client() -> TestClient:
    """A client of a service that takes forms."""
    app = FastAPI()
    app.state.identify = trust_everyone
    app.state.limits = Limits(LimitSettings())
    app.include_router(router)
    show_problems(app)
    return TestClient(app, base_url="http://localhost")


WRONG: dict[str, Any] = {
    "number": SECRET,
    "line": SECRET * 100,
    "pet": {"kind": SECRET},
    "choice": SECRET,
    SECRET: SECRET,
}


@pytest.mark.promise("S30")
def test_a_refusal_never_repeats_what_was_sent(client: TestClient) -> None:
    answer = client.post(f"/forms?number={SECRET}", json=WRONG)

    assert answer.status_code == 422
    assert "hunter2" not in answer.text
    assert {error["at"] for error in answer.json()["errors"]} == {
        "query.number",
        "body",
        "body.number",
        "body.line",
        "body.pet",
        "body.choice",
    }


def test_a_refusal_tells_what_to_do(client: TestClient) -> None:
    errors = client.post("/forms", json={**WRONG, "number": 1}).json()["errors"]

    told = {error["at"]: error["message"] for error in errors}
    assert told["body.choice"] == "Input should be 'a' or 'b'"
    assert told["body.line"] == "String should have at most 200 characters"


def test_each_error_brings_its_own_status_and_headers() -> None:
    assert draw_error(Unavailable("Later.")).headers["retry-after"] == "2"
    assert draw_error(PreconditionFailed("It has changed.")).status_code == 412
    assert draw_error(PreconditionRequired("Say which.")).status_code == 428


@pytest.mark.promise("S41")
def test_the_description_shows_every_error_as_a_problem() -> None:
    app = FastAPI()
    app.include_router(router)

    schema = describe_problems(app.openapi())

    answers = schema["paths"]["/forms"]["post"]["responses"]
    problem = answers["default"]["content"]["application/problem+json"]["schema"]
    assert "422" not in answers
    assert problem == {"$ref": "#/components/schemas/Problem"}
    assert set(schema["components"]["schemas"]["Problem"]["required"]) == {
        "title",
        "status",
        "detail",
        "request_id",
    }
    assert "HTTPValidationError" not in schema["components"]["schemas"]
