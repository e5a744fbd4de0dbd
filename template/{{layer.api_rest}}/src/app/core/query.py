"""Query parameters, read as one model at once.

FastAPI reads such a model field by field, which takes a tenth of the time of a whole list.
"""

from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

Query = TypeVar("Query", bound=BaseModel)


def read_query(request: Request, kind: type[Query]) -> Query:
    """Return the query parameters of `request`.

    Raises:
        RequestValidationError: they are not as `kind` wants them.
    """
    try:
        return kind.model_validate(dict(request.query_params))
    except ValidationError as error:
        problems = [{**problem, "loc": ("query", *problem["loc"])} for problem in error.errors()]
        raise RequestValidationError(problems) from error


def describe_query(kind: type[BaseModel]) -> dict[str, Any]:
    """Return what the description of a route says of the query parameters that it reads."""
    schema = kind.model_json_schema()
    required = schema.get("required", ())
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in required, "schema": part}
            | {key: part[key] for key in ("description",) if key in part}
            for name, part in schema["properties"].items()
        ]
    }
