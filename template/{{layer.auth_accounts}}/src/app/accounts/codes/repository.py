"""The SQL of codes and tries. A code is found by its digest, a count by that of whose it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Table, bindparam, delete, insert, select, update

from app.accounts.models import Code, Tries
from app.core.database import Work
from app.core.database.dialect import insert_or_change

ADD_CODE = insert(Code)
OPEN = (
    Code.digest == bindparam("of_digest"),
    Code.purpose == bindparam("for_purpose"),
    Code.used_at.is_(None),
    Code.expires_at > bindparam("now"),
)
FIND_CODE = select(Code.account_id).where(*OPEN)
USE_CODE = update(Code).where(*OPEN).values(used_at=bindparam("now"))
DROP_CODES = delete(Code).where(
    Code.account_id == bindparam("of_account"), Code.purpose == bindparam("for_purpose")
)
TABLE = Tries.__table__
assert isinstance(TABLE, Table)  # noqa: S101  # it is mapped to nothing else
MORE = bindparam("more", type_=Integer())
COUNT = insert_or_change(
    TABLE,
    {"who": bindparam("of_whom"), "count": MORE, "ends_at": bindparam("until")},
    {"count": TABLE.c.count + MORE},
)
READ = select(Tries.count, Tries.ends_at).where(Tries.who == bindparam("of_whom"))
FORGET = delete(Tries).where(Tries.who == bindparam("of_whom"))
END = delete(Tries).where(Tries.who == bindparam("of_whom"), Tries.ends_at <= bindparam("now"))
SWEEP = [
    delete(Code).where(Code.expires_at <= bindparam("now")),
    delete(Tries).where(Tries.ends_at <= bindparam("now")),
]


async def add_code(
    work: Work, digest: str, account_id: UUID, purpose: str, expires_at: datetime
) -> None:
    """Store a new code."""
    values = {
        "digest": digest,
        "account_id": account_id,
        "purpose": purpose,
        "expires_at": expires_at,
        "used_at": None,
    }
    await work.change(ADD_CODE, values)


async def use_code(work: Work, digest: str, purpose: str, now: datetime) -> UUID | None:
    """Return whose code it is, and use it up; None where it is not good."""
    values = {"of_digest": digest, "for_purpose": purpose, "now": now}
    row = await work.row(FIND_CODE, values)
    if row is None or not await work.change(USE_CODE, values):
        return None
    account_id: UUID = row[0]
    return account_id


async def drop_codes(work: Work, account_id: UUID, purpose: str) -> None:
    """Delete the account's codes of this kind."""
    await work.change(DROP_CODES, {"of_account": account_id, "for_purpose": purpose})


async def count_tries(
    work: Work, who: str, more: int, now: datetime, ends_at: datetime
) -> tuple[int, datetime]:
    """Count more tries of `who`; return how many there are, and when the count ends."""
    await work.change(END, {"of_whom": who, "now": now})
    await work.change(COUNT, {"of_whom": who, "more": more, "until": ends_at})
    found = await work.row(READ, {"of_whom": who})
    return (found[0], found[1]) if found else (more, ends_at)


async def forget_tries(work: Work, who: str) -> None:
    """Begin the count of `who` anew."""
    await work.change(FORGET, {"of_whom": who})


async def sweep(work: Work, now: datetime) -> None:
    """Delete what has expired."""
    for statement in SWEEP:
        await work.change(statement, {"now": now})
