"""Routes of the health feature: one word each, since strangers may read them."""

from fastapi import Request

from app.core.errors import Unavailable
from app.core.routing import open_public_router
from app.health.readiness import is_ready

router = open_public_router("health")

OK = {"status": "ok"}


@router.get("/health/live")
async def read_liveness() -> dict[str, str]:
    """Answer while the process can answer at all; it asks nothing of anybody."""
    return OK


@router.get("/health/ready")
async def read_readiness(request: Request) -> dict[str, str]:
    """Answer whether requests should be sent here now."""
    if not await is_ready(request.app):
        raise Unavailable("The service is not ready.")
    return OK
