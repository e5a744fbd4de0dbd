"""Routes of the health feature."""

from app.core.routing import open_public_router

router = open_public_router("health")


@router.get("/health/live")
async def read_liveness() -> dict[str, str]:
    """Answer while the process can answer at all."""
    return {"status": "ok"}
