"""Every statement that was asked for, with its plan in the full database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Insert

from app.core.database import Database
from app.core.database.failures import told_in_our_words
from dev.profile import engine
from dev.profile.plans import Plan, Scan
from dev.statements.recorder import Exchange, Heard

TRIES = 3


@dataclass
class Known:
    """One statement.

    Attributes:
        heard: the slowest time that it was run.
        plan: how it was carried out then; None where nothing had to be looked for.
        endpoints: who asked for it.
    """

    heard: Heard
    plan: Plan | None = None
    endpoints: set[str] = field(default_factory=set)

    def list_scans(self, threshold: int) -> list[Scan]:
        """Return the tables that it reads from end to end, if most rows are read in vain."""
        wanted = max(1, self.heard.rows)
        scans = self.plan.scans if self.plan else []
        return [scan for scan in scans if scan.rows >= threshold and scan.rows > 2 * wanted]


def collect(exchanges: Iterable[Exchange]) -> dict[str, Known]:
    """Return the statements of all requests, by their shapes."""
    known: dict[str, Known] = {}
    for exchange in exchanges:
        for heard in exchange.heard:
            one = known.setdefault(heard.shape, Known(heard))
            one.endpoints.add(exchange.endpoint)
            if heard.seconds > one.heard.seconds:
                one.heard = heard
    return known


async def explain_all(database: Database, known: dict[str, Known]) -> None:
    """Find the plan of every statement that looks for rows."""
    for one in known.values():
        if not isinstance(one.heard.statement, Insert):
            one.plan = await explain(database, one.heard)


async def explain(database: Database, heard: Heard) -> Plan:
    """Return the plan of a statement with the values that it had, the quickest of some tries."""
    with told_in_our_words():
        async with database.pool.lend_driver() as connection:
            plans = [
                await engine.explain(connection, heard.sql, heard.arguments) for _ in range(TRIES)
            ]
    return min(plans, key=lambda plan: plan.milliseconds)
