"""Make the first administrator's API key, once: there is no default account."""

import argparse


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app admin`."""
    word.add_argument("--name", default="first administrator", help="what the key is called")


def run(options: argparse.Namespace) -> int:
    """Make it and show it; 1 if it was made before."""
    from datetime import UTC, datetime

    from app.commands.keys import show_key, use_keys
    from app.keys.service import Keys

    async def make(keys: Keys) -> None:
        show_key(await keys.make_first_admin(options.name, datetime.now(UTC)))

    return use_keys(make)
