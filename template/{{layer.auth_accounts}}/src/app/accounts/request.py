"""What the routes of accounts ask of a request: the parts, and where it comes from."""

from typing import Annotated

from fastapi import Depends, Request

from app.accounts.parts import Parts


async def read_parts(request: Request) -> Parts:
    """Return what accounts are made of."""
    parts: Parts = request.app.state.accounts
    return parts


async def read_address(request: Request) -> str:
    """Return where the request comes from."""
    return request.client.host if request.client else ""


RequestParts = Annotated[Parts, Depends(read_parts)]
Address = Annotated[str, Depends(read_address)]
