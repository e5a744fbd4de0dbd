"""`backsmith check`: tell what has drifted from the template, and what breaks the standard."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backsmith.checking.data import write_json
from backsmith.checking.findings import Report
from backsmith.checking.fleet import check_all
from backsmith.checking.repository import Wanted
from backsmith.checking.sarif import write_sarif
from backsmith.checking.text import write_text
from backsmith.errors import Unresolved
from backsmith.say import give

WRITERS = {"text": write_text, "json": write_json, "sarif": write_sarif}
NOT_CHECKED = 1


@dataclass(frozen=True)
class Request:
    """What the words of the command line ask for."""

    paths: tuple[Path, ...] = ()
    format: str = "text"
    preset: str | None = None


def run_check(request: Request) -> int:
    """Check every repository of `request`, give the reports, and return the exit code."""
    reports = check_all(request.paths or (Path(),), Wanted(request.preset))
    give(WRITERS[request.format](reports))
    return find_code(reports)


def find_code(reports: Sequence[Report]) -> int:
    """Return 3 where an error was found, 1 where something could not be checked, else 0."""
    if any(report.is_red for report in reports):
        return Unresolved.exit_code
    return NOT_CHECKED if any(report.error for report in reports) else 0
