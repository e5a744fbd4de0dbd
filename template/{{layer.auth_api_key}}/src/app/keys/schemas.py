"""Keys as administrators send and see them. A secret is in one answer only: that which makes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.policy import Role, Scope
from app.core.types import TextOf

LONGEST_DAYS = 366
LONGEST_OVERLAP_HOURS = 168


class ApiKeyIn(BaseModel):
    """A key to issue."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, TextOf(100, min_length=1)]
    role: Role
    scopes: list[Scope] | None = Field(
        default=None, min_length=1, max_length=100, description="Some of the role's; null: all."
    )
    owner_id: UUID | None = Field(
        default=None, description="Whose rows it makes and sees; null: those of a new owner."
    )
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 90


class ApiKeyRotation(BaseModel):
    """How a key gets a new secret."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[int, Field(ge=0, le=LONGEST_OVERLAP_HOURS)] = Field(
        default=24, description="How long the old secret is good beside the new one."
    )


@dataclass(slots=True)
class ApiKeyOut:
    """A key, without anything that could be used as one."""

    id: UUID
    owner_id: UUID
    name: str
    role: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(slots=True)
class ApiKeyIssued:
    """A key and its text, which nobody can read again."""

    key: str
    about: ApiKeyOut


@dataclass(slots=True)
class ApiKeyPage:
    """Some keys, and the cursor that asks for the next ones: null on the last page."""

    items: list[ApiKeyOut]
    next_cursor: str | None
