"""Query parameters are read as one model, and described as FastAPI would describe them."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from app.core.query import describe_query, read_query


class Search(BaseModel):
    """Parameters of every kind that there is."""

    model_config = ConfigDict(extra="forbid")

    owner: str
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: str | None = Field(default=None, description="From the last page.")


def make_request(query: bytes) -> Request:
    """Return a request with these query parameters."""
    return Request({"type": "http", "query_string": query, "headers": []})


def test_parameters_become_the_model() -> None:
    search = read_query(make_request(b"owner=ada&limit=3"), Search)

    assert search == Search(owner="ada", limit=3, after=None)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        (b"limit=3", ("query", "owner")),
        (b"owner=ada&limit=0", ("query", "limit")),
        (b"owner=ada&limit=x", ("query", "limit")),
        (b"owner=ada&other=1", ("query", "other")),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(query: bytes, place: tuple[str, ...]) -> None:
    with pytest.raises(RequestValidationError) as refused:
        read_query(make_request(query), Search)

    assert [problem["loc"] for problem in refused.value.errors()] == [place]


def test_the_description_is_the_one_that_fastapi_would_give() -> None:
    app = FastAPI()

    @app.get("/ours", openapi_extra=describe_query(Search))
    async def read_ours() -> None: ...

    @app.get("/theirs")
    async def read_theirs(search: Annotated[Search, Query()]) -> None: ...

    paths = app.openapi()["paths"]
    assert paths["/ours"]["get"]["parameters"] == paths["/theirs"]["get"]["parameters"]
