"""The live feed: every resource whose events callers may follow is named here."""

from app.core.feed import Entrance
from app.notes.feed import NOTES

entrance = Entrance([NOTES])
router = entrance.router
lifespan = entrance.lifespan

__all__ = ["lifespan", "router"]
