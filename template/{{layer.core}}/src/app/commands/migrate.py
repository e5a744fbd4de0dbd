"""Bring the database to the form that this version of the service needs."""

import argparse


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app migrate`: it has none."""


def run(options: argparse.Namespace) -> int:
    """Apply every migration that the database has not had."""
    from app.core.database import DatabaseSettings
    from app.core.database.migrating import migrate
    from app.core.settings import read_settings

    migrate(read_settings(DatabaseSettings))
    return 0
