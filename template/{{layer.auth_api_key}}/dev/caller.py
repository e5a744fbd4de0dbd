"""Who works with the service in development and in tests: the holder of a key made for the day."""

from datetime import UTC, datetime
from uuid import UUID

from app.core.caller import Caller
from app.core.database import Database
from app.core.policy import Role
from app.keys.schemas import ApiKeyIn
from app.keys.service import OPERATOR, Keys

DEVELOPER = UUID("00000000-0000-7000-8000-00000000000d")


async def introduce(database: Database) -> tuple[Caller, dict[str, str]]:
    """Return a caller who may do everything, and the headers by which the service knows them."""
    wanted = ApiKeyIn(name="development", role=Role.ADMIN, owner_id=DEVELOPER, days=1)
    issued = await Keys(OPERATOR, database).issue(wanted, datetime.now(UTC))
    caller = Caller(DEVELOPER, frozenset(issued.about.scopes), issued.about.id)
    return caller, {"Authorization": f"Bearer {issued.key}"}


settle = introduce  # development needs no more than a test does
