"""Bring the database to the form that this version of the service needs."""

import argparse


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app migrate`: it has none."""


def run(options: argparse.Namespace) -> int:
    """Apply every migration that the database has not had."""
    from app.core.database import DatabaseSettings
    from app.core.database.migrating import migrate
    from app.core.settings import Settings, UnsafeSettings, read_settings

    settings = read_settings(DatabaseSettings)
    if read_settings(Settings).in_production and (dangers := settings.list_dangers()):
        raise UnsafeSettings(dangers)
    migrate(settings)
    return 0
