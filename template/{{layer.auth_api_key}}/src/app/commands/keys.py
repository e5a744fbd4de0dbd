"""Issue, list, rotate and revoke the API keys of callers."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.keys.schemas import ApiKeyIssued
    from app.keys.service import Keys


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app keys`."""
    from app.core.policy import Role, Scope

    deeds = word.add_subparsers(dest="deed", metavar="WHAT", required=True)
    issue = deeds.add_parser("issue", help="make a key and show it, once")
    issue.add_argument("name", help="what the key is for")
    issue.add_argument("--role", required=True, choices=list(Role), type=Role)
    issue.add_argument("--scope", action="append", choices=list(Scope), type=Scope, dest="scopes")
    issue.add_argument("--owner", metavar="ID", help="whose rows it makes and sees; else a new one")
    issue.add_argument("--days", type=int, default=90, help="how long it is good (90)")
    deeds.add_parser("list", help="show every key, one JSON object a line")
    rotate = deeds.add_parser("rotate", help="give a key a new text and show it, once")
    rotate.add_argument("id")
    rotate.add_argument(
        "--overlap-hours", type=int, default=24, help="how long the old text is good, too (24)"
    )
    revoke = deeds.add_parser("revoke", help="end a key, for good")
    revoke.add_argument("id")


def run(options: argparse.Namespace) -> int:
    """Do it. What is data goes to stdout: a key that is shown stands alone there."""
    deeds = {"issue": issue, "list": list_all, "rotate": rotate, "revoke": revoke}
    return use_keys(lambda keys: deeds[options.deed](keys, options))


def use_keys(deed: Callable[["Keys"], Awaitable[None]]) -> int:
    """Run `deed` on the keys as an operator; 1 and a line if it cannot be done."""
    import asyncio

    from pydantic import ValidationError

    from app.core.database import Database, DatabaseSettings
    from app.core.errors import ServiceError
    from app.core.settings import read_settings
    from app.keys.service import OPERATOR, Keys

    async def open_and_do() -> None:
        database = Database(read_settings(DatabaseSettings))
        try:
            await deed(Keys(OPERATOR, database))
        finally:
            await database.close()

    try:
        asyncio.run(open_and_do())
    except ServiceError as error:
        print(f"error: {error.detail}", file=sys.stderr)
        return 1
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            print(f"error: {'.'.join(map(str, problem['loc']))}: {problem['msg']}", file=sys.stderr)
        return 1
    except ValueError:
        print("error: an id looks like 0192f0c1-0000-7000-8000-00000000000e.", file=sys.stderr)
        return 1
    return 0


def show_key(issued: "ApiKeyIssued") -> None:
    """Show the text of a key, and say what is to be known of it."""
    print(issued.key)
    about = issued.about
    print(
        f"{about.name}: {about.role}, until {about.expires_at:%Y-%m-%d}, id {about.id}.\n"
        "It is shown this once: put it where secrets are kept.",
        file=sys.stderr,
    )


async def issue(keys: "Keys", options: argparse.Namespace) -> None:
    """Make a key and show it."""
    from datetime import UTC, datetime
    from uuid import UUID

    from app.keys.schemas import ApiKeyIn

    wanted = ApiKeyIn(
        name=options.name,
        role=options.role,
        scopes=options.scopes,
        owner_id=UUID(options.owner) if options.owner else None,
        days=options.days,
    )
    show_key(await keys.issue(wanted, datetime.now(UTC)))


async def list_all(keys: "Keys", options: argparse.Namespace) -> None:
    """Show every key."""
    from app.core.paging import LARGEST_PAGE
    from app.keys.routes import ABOUT

    cursor = None
    while True:
        page = await keys.list_page(LARGEST_PAGE, cursor)
        for about in page.items:
            print(ABOUT.dump_json(about).decode())
        cursor = page.next_cursor
        if cursor is None:
            return


async def rotate(keys: "Keys", options: argparse.Namespace) -> None:
    """Give a key a new text and show it."""
    from datetime import UTC, datetime
    from uuid import UUID

    from app.keys.schemas import ApiKeyRotation

    rotation = ApiKeyRotation(overlap_hours=options.overlap_hours)
    show_key(await keys.rotate(UUID(options.id), rotation.overlap_hours, datetime.now(UTC)))


async def revoke(keys: "Keys", options: argparse.Namespace) -> None:
    """End a key."""
    from datetime import UTC, datetime
    from uuid import UUID

    await keys.revoke(UUID(options.id), datetime.now(UTC))
    print("Revoked. A running process may believe it for some seconds more.", file=sys.stderr)
