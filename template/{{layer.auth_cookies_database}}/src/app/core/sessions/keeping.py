"""Where this service keeps its sessions: in the database."""

from fastapi import FastAPI

from app.core.sessions.store import DatabaseStore, Store


def open_store(app: FastAPI) -> Store:
    """Return what keeps them."""
    return DatabaseStore(app.state.database)
