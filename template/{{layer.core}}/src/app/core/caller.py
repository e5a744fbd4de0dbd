"""Who sent the request, as far as this service can tell.

Nobody knows until a feature does: one that knows callers puts its own answer in
`app.state.identify` as it starts. Until then everyone is refused.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from app.core.errors import Forbidden, Unauthenticated


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        id: the owner of the rows that they make, and the only rows that they see.
        scopes: what they may do (`notes:read`); None: everything.
        credential_id: which of their credentials they showed.
        ends_at: when that credential ends, in seconds since 1970; None: it does not by itself.
    """

    id: UUID
    scopes: frozenset[str] | None = None
    credential_id: UUID | None = None
    ends_at: float | None = None

    @property
    def is_anyone(self) -> bool:
        """Whether this stands for all callers together: nobody was asked who they are."""
        return not self.id.int

    def require(self, scope: str) -> None:
        """Let the caller pass if they hold `scope`.

        Raises:
            Forbidden: they do not.
        """
        if self.scopes is not None and scope not in self.scopes:
            raise Forbidden(f"This needs the scope {scope}.")


Identify = Callable[[HTTPConnection], Awaitable[Caller]]


async def refuse_everyone(connection: HTTPConnection) -> Caller:
    """Be the answer of a service in which no feature knows callers.

    Raises:
        Unauthenticated: always.
    """
    raise Unauthenticated("This service knows no callers.")


async def read_caller(request: Request) -> Caller:
    """Return who sent `request`, as the guarded route found out before it read the body."""
    caller: Caller = request.state.caller
    return caller


RequestCaller = Annotated[Caller, Depends(read_caller)]
