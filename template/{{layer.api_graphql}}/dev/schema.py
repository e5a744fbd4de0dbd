"""The schema of the service for its callers: docs/schema.graphql, as the code has it."""

import sys
from pathlib import Path

from graphql import print_schema

from app.graphql import schema

FILE = Path(__file__).parents[1] / "docs" / "schema.graphql"
LAST = "# make schema writes this file"


def describe() -> str:
    """Return what the file must hold."""
    return f"{print_schema(schema)}\n\n{LAST}\n"


def main() -> int:
    """Write the file."""
    FILE.write_text(describe())
    return 0


if __name__ == "__main__":
    sys.exit(main())
