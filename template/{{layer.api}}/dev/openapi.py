"""The description of the service for its callers: docs/openapi.json, as the code has it."""

import json
import os
import sys
from pathlib import Path

from app.core.settings import Settings
from app.main import create_app

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"


def describe() -> str:
    """Return what the file must hold."""
    document = create_app(Settings(environment="development")).openapi()
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> int:
    """Write the file."""
    os.environ.setdefault("DATABASE_URL", "never://opened")
    FILE.write_text(describe())
    return 0


if __name__ == "__main__":
    sys.exit(main())
