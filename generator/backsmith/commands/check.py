"""`backsmith check`: tell what has drifted from the template, and what breaks the standard."""

from collections.abc import Sequence
from pathlib import Path

from backsmith.checking.data import write_json
from backsmith.checking.findings import Report
from backsmith.checking.fleet import check_all
from backsmith.checking.sarif import write_sarif
from backsmith.checking.text import write_text
from backsmith.checking.wanted import Wanted
from backsmith.errors import Unresolved
from backsmith.say import give

WRITERS = {"text": write_text, "json": write_json, "sarif": write_sarif}
NOT_CHECKED = 1


def run_check(paths: Sequence[Path], form: str, wanted: Wanted) -> int:
    """Check every repository of `paths`, give the reports, and return the exit code."""
    reports = check_all(paths or (Path(),), wanted)
    give(WRITERS[form](reports))
    return find_code(reports)


def find_code(reports: Sequence[Report]) -> int:
    """Return 3 where an error was found, else what stopped a check: 4, or 1; else 0."""
    if any(report.is_red for report in reports):
        return Unresolved.exit_code
    return max((report.code or NOT_CHECKED for report in reports if report.error), default=0)
