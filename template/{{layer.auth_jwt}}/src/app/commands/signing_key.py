"""Make a key that signs tokens: put it in front of those in AUTH_SIGNING_KEYS."""

import argparse


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app signing_key`: it has none."""


def run(options: argparse.Namespace) -> int:
    """Show it; it is kept nowhere else."""
    import secrets

    print(secrets.token_hex(32))
    return 0
