"""Whether the process is up, and whether it can work."""

from app.core.feature import no_resources as lifespan
from app.health.routes import router

__all__ = ["lifespan", "router"]
