"""Every caller is trusted: this service asks nobody who they are, and says so as it starts."""

from app.core.routing import open_router
from app.trust.guard import lifespan

router = open_router("trust")  # there is nothing to ask for

__all__ = ["lifespan", "router"]
