"""Accounts: people who sign up, log in, and are let in with the tokens that they get."""

from app.accounts.guard import lifespan
from app.accounts.routes import router

__all__ = ["lifespan", "router"]
