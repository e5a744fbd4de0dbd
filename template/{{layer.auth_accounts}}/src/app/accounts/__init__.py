"""Accounts: people who sign up, log in, and are let in with what a login gives them."""

from app.accounts.lifetime import lifespan
from app.accounts.routes import router

__all__ = ["lifespan", "router"]
