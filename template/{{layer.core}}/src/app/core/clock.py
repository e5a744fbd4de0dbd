"""What time it is. Code that needs it takes it as a parameter; a route asks for `Now`."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


async def read_clock() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(read_clock)]
