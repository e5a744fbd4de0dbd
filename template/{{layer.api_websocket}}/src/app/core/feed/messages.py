"""What is said on the feed, both ways. `docs/asyncapi.json` is made from these models."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.core.errors import ServiceError
from app.core.json import read_json
from app.core.problems import FieldProblem, describe_problem
from app.core.types import TextOf

Name = Annotated[str, TextOf(40, min_length=1)]
Cursor = Annotated[str, TextOf(200)]


class Said(BaseModel):
    """What a client says; nothing else is taken."""

    model_config = ConfigDict(extra="forbid")


class Subscribe(Said):
    """Follow a resource: from now on, or from where a cursor stands."""

    type: Literal["subscribe"]
    resource: Name
    after: Cursor | None = Field(
        default=None, description="The last cursor that you have handled; null: from now on."
    )


class Unsubscribe(Said):
    """Follow a resource no more."""

    type: Literal["unsubscribe"]
    resource: Name


class Pong(Said):
    """Answer a ping."""

    type: Literal["pong"]


class Subscribed(BaseModel):
    """The resource is followed; its events come after this, the first one after the cursor."""

    type: Literal["subscribed"] = "subscribed"
    resource: str
    cursor: str


class Unsubscribed(BaseModel):
    """The resource is not followed any more."""

    type: Literal["unsubscribed"] = "unsubscribed"
    resource: str


class Happened(BaseModel):
    """Something has happened to one row of yours: read it to see what it holds."""

    type: Literal["event"] = "event"
    resource: str
    kind: str = Field(description="What has happened, in one word: created, updated, deleted.")
    id: UUID = Field(description="Which row.")
    at: datetime
    cursor: str = Field(description="Resume after this event with it.")


class Gone(BaseModel):
    """What followed your cursor is not kept any more: read the list again. The feed goes on."""

    type: Literal["gone"] = "gone"
    resource: str
    cursor: str = Field(description="What happens after it, comes.")


class Ping(BaseModel):
    """Answer with a pong, so that the socket stays open."""

    type: Literal["ping"] = "ping"


class Trouble(BaseModel):
    """What you have said last was not done. The codes are those of every way in."""

    type: Literal["error"] = "error"
    code: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None


FromClient = Annotated[Subscribe | Unsubscribe | Pong, Field(discriminator="type")]
FromService = Annotated[
    Subscribed | Unsubscribed | Happened | Gone | Ping | Trouble, Field(discriminator="type")
]
READER: TypeAdapter[FromClient] = TypeAdapter(FromClient)


class MessageRefused(ServiceError):
    """The message is JSON, and none that is known."""

    status = 422
    title = "Unprocessable content"

    def __init__(self, problems: list[dict[str, str]]) -> None:
        super().__init__("Some fields are wrong.")
        self.problems = problems


def read_message(text: str) -> Subscribe | Unsubscribe | Pong:
    """Return what a client has said.

    Raises:
        Refused: it is not JSON.
        MessageRefused: it is none of the known messages.
    """
    value = read_json(text.encode())
    try:
        return READER.validate_python(value)
    except ValidationError as error:
        problems: list[Any] = error.errors(include_input=False, include_url=False)
        raise MessageRefused([describe_problem(problem) for problem in problems]) from None


def show_trouble(error: ServiceError, request_id: str) -> Trouble:
    """Return what a client is told of an error, without one character that it has sent."""
    problems = error.problems if isinstance(error, MessageRefused) else []
    return Trouble(
        code=error.title.upper().replace(" ", "_"),
        title=error.title,
        status=error.status,
        detail=error.detail,
        request_id=request_id,
        errors=[FieldProblem(**problem) for problem in problems] or None,
    )
