"""Callers whom an OpenID Connect provider knows: by its tokens, or by signing in with a browser."""

from app.oidc.guard import lifespan
from app.oidc.routes import router

__all__ = ["lifespan", "router"]
