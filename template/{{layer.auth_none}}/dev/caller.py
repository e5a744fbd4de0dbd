"""Who works with the service in development and in tests: the one caller that there is."""

from app.core.caller import Caller
from app.core.database import Database
from app.trust.guard import ANYONE


async def introduce(database: Database) -> tuple[Caller, dict[str, str]]:
    """Return a caller who may do everything, and the headers by which the service knows them."""
    return ANYONE, {}


settle = introduce  # development needs no more than a test does
