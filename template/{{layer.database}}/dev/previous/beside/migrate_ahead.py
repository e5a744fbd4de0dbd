"""A plug-in for the tests of an earlier version: another one's migrations make their tables."""

import os
import subprocess
from pathlib import Path
from typing import Any


def pytest_load_initial_conftests() -> None:
    """Take the place of `migrate` before the tests' own conftest.py asks for it."""
    from app.core.database import migrating

    migrating.migrate = migrate_ahead


def migrate_ahead(settings: Any, revision: str = "head") -> None:
    """Bring the tables to where the migrations in AHEAD_ROOT lead."""
    app = Path(os.environ["AHEAD_PYTHON"]).with_name("app")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment = {**kept, "APP_ENVIRONMENT": "development", "DATABASE_URL": settings.url}
    root = os.environ["AHEAD_ROOT"]
    subprocess.run([app, "migrate"], cwd=root, env=environment, check=True)  # noqa: S603
