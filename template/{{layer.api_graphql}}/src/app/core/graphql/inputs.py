"""Arguments, held to the same models as what comes in over any other protocol."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


def read_arguments(
    kind: type[Model],
    values: Mapping[str, Any],
    *,
    within: str = "",
    called: Mapping[str, str] | None = None,
) -> Model:
    """Return `values` as `kind`.

    A refusal names each by what callers know it as: in `called` where that is another name, and
    below the argument `within` which held them.

    Raises:
        RequestValidationError: they are not as `kind` wants them.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        names = called or {}
        above = (within,) if within else ()
        problems = [
            {**one, "loc": (*above, *(names.get(str(part), part) for part in one["loc"]))}
            for one in error.errors()
        ]
        raise RequestValidationError(problems) from error
