"""Reports as JSON; `docs/check.md` describes the shape."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from backsmith.checking.findings import FileState, Finding, Report, Waived

VERSION = 1


def write_json(reports: Sequence[Report]) -> str:
    """Return all reports as one document."""
    document = {"version": VERSION, "repositories": [collect(report) for report in reports]}
    return json.dumps(document, indent=2)


def collect(report: Report) -> dict[str, Any]:
    """Return one report as data."""
    return {
        "path": str(report.path),
        "name": report.name,
        "version": report.version,
        "source": report.source,
        "preset": report.preset,
        "state": report.verdict,
        "counts": dict(report.count()),
        "files": [_collect_file(file) for file in report.files],
        "findings": [_collect_finding(finding) for finding in report.findings],
        "waived": [_collect_waived(waived) for waived in report.waived],
        "error": {"message": report.error, "hint": report.hint} if report.error else None,
    }


def _collect_file(file: FileState) -> dict[str, Any]:
    """Return one file as data."""
    return {"path": file.path, "owner": str(file.owner), "state": str(file.state)}


def _collect_finding(finding: Finding) -> dict[str, Any]:
    """Return one finding as data; what it does not have is null."""
    found = asdict(finding)
    return {**found, "level": str(finding.level), "path": finding.path or None,
            "line": finding.line or None}  # fmt: skip


def _collect_waived(waived: Waived) -> dict[str, Any]:
    """Return one waived finding as data."""
    return {**_collect_finding(waived.finding), "reason": waived.reason, "until": waived.until}
