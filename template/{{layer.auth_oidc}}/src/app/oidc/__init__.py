"""Callers with tokens of an OpenID Connect provider: the service keeps no accounts of its own."""

from app.core.routing import open_router
from app.oidc.guard import lifespan

router = open_router("oidc")  # there is nothing to ask for: the provider signs people in

__all__ = ["lifespan", "router"]
