"""Who works with the service in development and in tests: somebody whom the provider knows."""

from datetime import UTC, datetime

from app.core.caller import Caller
from app.core.database import Database
from app.core.policy import ROLES, Role
from app.oidc.rights import find_owner
from dev.provider import make_claims, sign

DEVELOPER = f"{Role.ADMIN}@example.com"


async def introduce(database: Database) -> tuple[Caller, dict[str, str]]:
    """Return a caller who may do everything, and the headers by which the service knows them."""
    claims = make_claims(DEVELOPER, datetime.now(UTC), roles=[Role.ADMIN])
    caller = Caller(find_owner(claims["iss"], DEVELOPER), ROLES[Role.ADMIN])
    return caller, {"Authorization": f"Bearer {sign(claims)}"}


settle = introduce  # development needs no more than a test does
