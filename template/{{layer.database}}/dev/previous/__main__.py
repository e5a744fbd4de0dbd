"""Run the tests of the code before the newest migrations on the tables that they make."""

import sys
from pathlib import Path

from dev.previous.history import CannotTell, Nothing, find_previous
from dev.previous.trying import run_tests

HINT = """
hint: while a release is rolled out, both versions work on the new tables. Split the change: what is
added goes out first, with code that can live with both; the rest goes out a release later.
"""


def main() -> int:
    """Say what was found; 1 if the earlier code fails, 2 if its history is not here."""
    try:
        previous = find_previous(Path.cwd())
    except Nothing as reason:
        print(reason)
        return 0
    except CannotTell as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    migrations = ", ".join(sorted(previous.newer))
    print(f"The tests of {previous.name} run on the tables that {migrations} makes.", flush=True)
    if run_tests(Path.cwd(), previous.commit):
        print(f"error: {previous.name} does not work on the new tables.\n{HINT}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
