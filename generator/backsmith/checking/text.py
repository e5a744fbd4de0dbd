"""Reports as a person reads them: one repository in full, several as a table."""

from collections.abc import Iterable, Iterator, Sequence

from backsmith.checking.findings import Finding, Report
from backsmith.say import flatten

COLUMNS = ("repository", "name", "version", "preset", "drifted", "findings", "state")


def write_text(reports: Sequence[Report]) -> str:
    """Return all reports as text; the last line has the counts."""
    blocks = ["\n".join(_write_report(report)) for report in reports if _is_worth(report, reports)]
    if len(reports) > 1:
        blocks.append("\n".join(_write_table(reports)))
    return "\n\n".join([*blocks, _count(reports)])


def _is_worth(report: Report, reports: Sequence[Report]) -> bool:
    """Return whether a report has something to say beside its line in the table."""
    return bool(report.findings or report.waived or report.error) or len(reports) == 1


def _write_report(report: Report) -> Iterator[str]:
    """Give the lines of one repository."""
    yield _write_head(report)
    if report.error:
        yield f"  not checked: {flatten(report.error)}"
        yield f"  hint: {flatten(report.hint)}"
    for path in sorted({finding.path for finding in report.findings}):
        found = [finding for finding in report.findings if finding.path == path]
        yield from _write_findings(path, found)
    for waived in report.waived:
        yield f"  waived {waived.finding.id} until {waived.until}: {flatten(waived.reason)}"


def _write_head(report: Report) -> str:
    """Return what a report is about: where, and what is recorded there."""
    parts = [part for part in (report.name, report.version, report.source) if part]
    preset = [f"preset {report.preset}"] if report.preset else []
    return flatten(f"{report.path}: {', '.join([*parts, *preset]) or 'no project of a template'}")


def _write_findings(path: str, found: Iterable[Finding]) -> Iterator[str]:
    """Give the lines of one file's findings."""
    for finding in found:
        place = f"{path}:{finding.line}" if finding.line else path
        where = f"{place} " if place else ""
        yield flatten(f"  {finding.level}: {where}{finding.message} [{finding.id}]")
        if finding.hint:
            yield flatten(f"    {finding.hint}")


def _write_table(reports: Sequence[Report]) -> Iterator[str]:
    """Give a line for each repository, below the names of the columns."""
    rows = [COLUMNS, *(_write_row(report) for report in reports)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _write_row(report: Report) -> tuple[str, ...]:
    """Return one repository's cells."""
    drifted, findings = (str(len(x)) for x in (report.drifted, report.findings))
    facts = (str(report.path), report.name, report.version, report.preset)
    counts = ("-", "-") if report.error else (drifted, findings)
    return tuple(flatten(cell) or "-" for cell in (*facts, *counts, report.verdict))


def _count(reports: Sequence[Report]) -> str:
    """Return the last line."""
    counts = [report.count() for report in reports]
    failed = sum(bool(report.error) for report in reports)
    compared = sum(len(report.files) for report in reports)
    errors, warnings, waived = (
        sum(c[key] for c in counts) for key in ("errors", "warnings", "waived")
    )
    parts = [
        _number(len(reports), "repository", "repositories"),
        f"{_number(compared, 'file', 'files')} compared",
        _number(errors, "error", "errors"),
        _number(warnings, "warning", "warnings"),
        *([f"{waived} waived"] if waived else []),
        *([f"{failed} not checked"] if failed else []),
    ]
    return ", ".join(parts)


def _number(count: int, one: str, many: str) -> str:
    """Return a number with its word."""
    return f"{count} {one if count == 1 else many}"
