"""The live feed: what happens to a caller's rows is told while they listen, and kept meanwhile."""

from app.core.feed.entrance import Entrance
from app.core.feed.resources import Resource

__all__ = ["Entrance", "Resource"]
