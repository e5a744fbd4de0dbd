"""The REST entrance: every resource that offers routes is named here."""

from app.core.feature import no_resources as lifespan
from app.core.routing import open_router

router = open_router("rest")

__all__ = ["lifespan", "router"]
