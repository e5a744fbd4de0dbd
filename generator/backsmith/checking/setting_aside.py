"""Set aside what a project's `.backsmith.yml` waives, and tell of waivers that are void."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from backsmith.checking.findings import Finding, Waived
from backsmith.errors import FileRefused
from backsmith.presets.checks import Check, Level
from backsmith.waivers import WAIVERS_FILE, Judged, judge, read_waivers

Sorted = tuple[tuple[Finding, ...], tuple[Waived, ...]]


def set_aside(
    root: Path, findings: Iterable[Finding], checks: Iterable[Check], today: date
) -> Sorted:
    """Return the findings that stay, with those about the waivers, and those that are waived."""
    try:
        judged = judge(read_waivers(root), checks, today)
    except FileRefused as error:
        told = Finding("waiver/damaged", Level.ERROR, error.message, error.hint, WAIVERS_FILE)
        return (*findings, told), ()
    valid = {item.waiver.id: item.waiver for item in judged if item.counts}
    waived = tuple(
        Waived(finding, valid[finding.id].reason, str(valid[finding.id].until))
        for finding in findings
        if finding.id in valid
    )
    staying = tuple(finding for finding in findings if finding.id not in valid)
    return (*staying, *(_tell(item) for item in judged if not item.counts)), waived


def _tell(judged: Judged) -> Finding:
    """Return the finding about a waiver that counts for nothing."""
    return Finding(
        "waiver/void",
        Level.WARNING,
        f"does not waive {judged.waiver.id}: {judged.detail}",
        "take it out, or mend it",
        WAIVERS_FILE,
    )
