"""Hold every migration after the first to what code that still runs can bear."""

import sys
from pathlib import Path

from app.core.database import DatabaseSettings
from dev.contract.walking import find_breaks, list_revisions
from dev.database import open_scratch, open_test_server

FOLDER = Path("migrations")
HINT = """
hint: while a release is rolled out, the code before it runs on the new tables. Add what is new
first, and take away what nothing reads any more a release later. Where that has been done, say so
beside the operation: # contract: nothing has read it since 1.4
"""


def main() -> int:
    """Print each break, the file and the line first; 1 if there is one."""
    later = list_revisions(FOLDER)[1:]
    if not later:
        print("The first migration is the only one: no code runs on other tables.")
        return 0
    with open_test_server() as server, open_scratch(server) as url:
        breaks = find_breaks(DatabaseSettings(url=url, migrations=FOLDER))
    for one in breaks:
        print(f"{one.path.relative_to(Path.cwd())}:{one.line}: {one.rule}: {one.why}")
    if breaks:
        print(HINT, file=sys.stderr)
        return 1
    print(f"Code that still runs can bear each migration after the first: {len(later)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
