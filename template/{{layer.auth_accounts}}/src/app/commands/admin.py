"""Make the first administrator, once, and show the code that sets their password."""

import argparse
import sys


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app admin`."""
    word.add_argument("email", help="the address that they log in with")


def run(options: argparse.Namespace) -> int:
    """Make them; 1 if that was done before."""
    import asyncio
    from datetime import UTC, datetime

    from pydantic import ValidationError

    from app.accounts.errors import EmailTaken
    from app.accounts.schemas import AccountEmail
    from app.accounts.service import make_first_admin
    from app.core.database import Database, DatabaseSettings
    from app.core.settings import read_settings

    async def make(email: str) -> str:
        database = Database(read_settings(DatabaseSettings))
        try:
            return await make_first_admin(database, email, datetime.now(UTC))
        finally:
            await database.close()

    try:
        code = asyncio.run(make(AccountEmail(email=options.email).email))
    except ValidationError:
        print("error: that is no e-mail address.", file=sys.stderr)
        return 1
    except EmailTaken as error:
        print(f"error: {error.detail}", file=sys.stderr)
        return 1
    print(code)
    print(
        "It is shown this once, and good for half an hour:\n"
        'POST /auth/password/reset {"code": "…", "password": "…"}',
        file=sys.stderr,
    )
    return 0
