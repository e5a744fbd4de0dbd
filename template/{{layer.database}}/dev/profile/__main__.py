"""Fill a database, ask for everything, and say what is slow and which indexes would help.

Exit codes: 0 nothing is to be done, 3 something is, 1 it could not be found out, 130 stopped.
"""

import argparse
import asyncio
import io
import json
import os
import sys
from contextlib import redirect_stdout

from app.core.database import DatabaseSettings
from app.core.database.migrating import migrate
from app.main import create_app
from dev.beside import run_beside
from dev.database import open_scratch, open_test_server
from dev.profile import engine
from dev.profile.asking import make_ask, open_client
from dev.profile.indexes import find_missing, find_needless
from dev.profile.report import Report, draw_json, draw_text
from dev.profile.revision import list_lines, write_revision
from dev.profile.statements import collect, explain_all
from dev.profile.volumes import multiply
from dev.profile.walks import walk_all
from dev.seed import fill
from dev.statements import record
from dev.statements.recorder import recording
from dev.statements.repeats import find_repeats

PATIENT = {
    "APP_ENVIRONMENT": "development",
    "HTTP_REQUEST_SECONDS": "60",
    "LIMITS_CALLER": "1000000",
    "LIMITS_ADDRESS": "1000000",
    "DATABASE_DEADLINE_SECONDS": "300",
    "DATABASE_SLOW_SECONDS": "300",
}
REFUSED = (400, 422, 429)  # the request was not as it should be, and nothing was asked for


def main(words: list[str]) -> int:
    """Profile, and say what was found."""
    given = read_words(words)
    try:
        with run_beside() as beside, open_test_server() as server, open_scratch(server) as url:
            os.environ.update(beside | PATIENT | engine.PATIENCE | {"DATABASE_URL": url})
            with redirect_stdout(io.StringIO()):  # what the service logs
                migrate(DatabaseSettings())
                report = asyncio.run(profile(given.rows, given.threshold))
            print(json.dumps(draw_json(report), indent=1) if given.json else draw_text(report))
            if given.write and (report.missing or report.needless):
                with open_scratch(server) as empty, redirect_stdout(io.StringIO()):
                    settings = DatabaseSettings(url=empty)
                    written = write_revision(settings, report.missing, report.needless)
                lines = list_lines(report.missing, report.needless)
                print(f"\n{written} is written: read it before you commit it, and", file=sys.stderr)
                print(*lines, sep="\n", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; nothing is left of it", file=sys.stderr)
        return 130
    return 3 if report.has_findings else 0


def read_words(words: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m dev.profile", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="of each table")
    parser.add_argument("--threshold", type=int, default=1_000, help="rows read in vain")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--write", action="store_true", help="write the migration")
    return parser.parse_args(words)


async def profile(rows: int, threshold: int) -> Report:
    """Fill the database, ask for everything, and judge it."""
    await fill(DatabaseSettings())
    app = create_app()
    async with app.router.lifespan_context(app), open_client(app) as client:
        database, ask = app.state.database, make_ask(app, client)
        await walk_all(app, ask)  # rows of each kind come to be
        counts = await multiply(database, rows)
        with recording() as recorded:
            answered = await walk_all(app, ask)
        known = collect(recorded.exchanges[1:])
        await explain_all(database, known)
        failed = {
            request: sorted(statuses)
            for request, statuses in answered.items()
            if all(status >= 500 or status in REFUSED for status in statuses)
        }
        shapes = record.read_shapes()
        report = Report(counts, known, failed, threshold, bool(shapes))
        report.missing = await find_missing(database, known, threshold)
    report.needless = list(find_needless(known, shapes, counts))
    found = (one for each in recorded.exchanges[1:] for one in find_repeats(each))
    report.repeats = list({(one.endpoint, one.loop, one.query): one for one in found}.values())
    return report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
