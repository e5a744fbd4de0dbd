"""API keys: who may call, and how that is given, changed and taken away."""

from app.keys.guard import lifespan
from app.keys.routes import router

__all__ = ["lifespan", "router"]
