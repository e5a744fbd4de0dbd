"""Bring the database to the form that this version of the service needs."""

import argparse
import sys
from collections.abc import Collection
from importlib import import_module


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app migrate`: it has none."""


def run(options: argparse.Namespace) -> int:
    """Apply every migration that the database has not had.

    Whoever goes back to this version from a newer one finds its tables: they bear this one, too.
    """
    from app.core.database import DatabaseSettings
    from app.core.database.migrating import is_ahead, migrate
    from app.core.settings import Settings, UnsafeSettings, read_settings

    settings = read_settings(DatabaseSettings)
    if read_settings(Settings).in_production and (dangers := settings.list_dangers()):
        raise UnsafeSettings(dangers)
    if is_ahead(settings, list_tables):
        print("A newer version has migrated: the tables stay as they are.", file=sys.stderr)
    else:
        migrate(settings)
    return 0


def list_tables() -> Collection[str]:
    """Return the names of the tables that the features of this version have."""
    from app.core.database import Base

    import_module("app.features")  # they bring their tables
    return Base.metadata.tables.keys()
