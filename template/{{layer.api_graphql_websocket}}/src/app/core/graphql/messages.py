"""What is said of subscriptions: the messages of graphql-transport-ws.

Source: the protocol of the npm package graphql-ws, PROTOCOL.md.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from app.core.errors import ServiceError
from app.core.graphql.engine import Question
from app.core.json import read_json
from app.core.sockets import Ending
from app.core.types import TextOf

Id = Annotated[str, TextOf(100, min_length=1)]


class Init(BaseModel):
    """Begin. Who it is was found out from the handshake; a payload changes nothing."""

    type: Literal["connection_init"]


class Ping(BaseModel):
    """Ask whether we are there."""

    type: Literal["ping"]


class Pong(BaseModel):
    """Answer that the client is there."""

    type: Literal["pong"]


class Complete(BaseModel):
    """Follow no more."""

    type: Literal["complete"]
    id: Id


class Operation(BaseModel):
    """What is to be carried out."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = Field(default=None, alias="operationName")

    @property
    def question(self) -> Question:
        """The same as a request asks it."""
        return Question(self.query, self.variables or {}, self.operation_name)


class Subscribe(BaseModel):
    """Carry out a subscription, which its id stands for."""

    type: Literal["subscribe"]
    id: Id
    payload: Operation


Said = Init | Ping | Pong | Subscribe | Complete
READER: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="type")])


def read_message(text: str | bytes) -> Said:
    """Return what a client has said.

    Raises:
        Ending: it is none of the messages of the protocol.
    """
    try:
        raw = text.encode() if isinstance(text, str) else text
        return READER.validate_python(read_json(raw))
    except (ServiceError, ValidationError):
        raise Ending(4400, "no message of graphql-transport-ws") from None


def write_message(kind: str, subject: str | None = None, payload: Any = None) -> str:
    """Return what is said to a client."""
    said: dict[str, Any] = {"type": kind}
    if subject is not None:
        said["id"] = subject
    if payload is not None:
        said["payload"] = payload
    return to_json(said).decode()
