"""What accounts are made of, and lives as long as the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.limits import Limits
from app.accounts.passwords import Passwords
from app.accounts.proofs import Proofs
from app.accounts.settings import AuthSettings
from app.core.audit import Deed, record
from app.core.caller import Caller
from app.core.database import Database, Work
from app.core.jobs import Jobs
from app.core.mail import Letter, Mail


@dataclass(frozen=True, slots=True)
class Parts:
    """All of it."""

    settings: AuthSettings
    database: Database
    jobs: Jobs
    mail: Mail
    passwords: Passwords
    proofs: Proofs

    @property
    def limits(self) -> Limits:
        """The counts of who tries."""
        return Limits(self.database, self.settings)

    def post(self, letter: Letter) -> None:
        """Have a letter sent; nobody waits for it."""
        self.jobs.later(self.mail.send, letter)


async def write_down(
    work: Work,
    action: str,
    actor: Caller | None,
    account_id: UUID | None,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Record a security event of an account."""
    await record(work, Deed(action, actor, account_id, details or {}), now)
