"""Reports as SARIF 2.1.0, which code hosts show beside the lines that are meant.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as escape

from backsmith import __version__
from backsmith.checking.findings import Finding, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"  # the clone, whose place the code host knows
DESCRIPTIONS = {
    "drift/edited": "A file of the template was changed.",
    "drift/missing": "A file of the template is missing.",
    "drift/foreign": "A file lies in a folder that is the template's.",
    "policy/answer": "An answer breaks the standard, or is none.",
    "policy/changed": "The standard says something else than what was recorded of it.",
    "policy/damaged": "The recorded standard cannot be read.",
    "policy/edited": "The recorded standard was edited.",
    "policy/missing": "The project does not follow the standard that it is held to.",
    "policy/template": "The standard is not for this version of the template.",
    "policy/unproven": "The recorded standard does not say where it comes from.",
    "waiver/damaged": "The waivers cannot be read.",
    "waiver/void": "A waiver does not count.",
}


def write_sarif(reports: Sequence[Report]) -> str:
    """Return all reports as one log, a run for each repository."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_make_run(r) for r in reports]}
    return json.dumps(log, indent=2)


def _make_run(report: Report) -> dict[str, Any]:
    """Return one repository's run."""
    rules = sorted({finding.id for finding in _list_findings(report)})
    prefix = find_prefix(report.root)
    run: dict[str, Any] = {
        "tool": {"driver": _make_driver(rules)},
        "automationDetails": {"id": f"backsmith/{report.name or report.path.name}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_make_invocation(report)],
        "results": [_make_result(f, rules.index(f.id), prefix) for f in report.findings],
    }
    for waived in report.waived:
        result = _make_result(waived.finding, rules.index(waived.finding.id), prefix)
        why = f"{waived.reason}, until {waived.until}"
        result["suppressions"] = [{"kind": "external", "justification": why}]
        run["results"].append(result)
    return run


def _list_findings(report: Report) -> Iterable[Finding]:
    """Give every finding, those that are waived, too."""
    yield from report.findings
    yield from (waived.finding for waived in report.waived)


def _make_driver(rules: Sequence[str]) -> dict[str, Any]:
    """Return the tool and the rules that found something."""
    described = [
        {"id": rule, "shortDescription": {"text": DESCRIPTIONS.get(rule, f"The check {rule}.")}}
        for rule in rules
    ]
    return {"name": "backsmith", "semanticVersion": _write_version(), "rules": described}


def _write_version() -> str:
    """Return our version as Semantic Versioning has it."""
    return __version__.replace(".dev", "-dev.")


def _make_invocation(report: Report) -> dict[str, Any]:
    """Return whether the repository could be checked, and why not."""
    invocation: dict[str, Any] = {"executionSuccessful": not report.error}
    if report.error:
        text = f"{report.error} {report.hint}".strip()
        invocation["toolExecutionNotifications"] = [{"level": "error", "message": {"text": text}}]
    return invocation


def find_prefix(root: Path) -> str:
    """Return the way from the top of a clone down to a project in it: `services/shop/`."""
    for top in (root, *root.parents):
        if (top / ".git").exists():
            way = root.relative_to(top).as_posix()
            return "" if way == "." else f"{way}/"
    return ""


def _make_result(finding: Finding, rule: int, prefix: str) -> dict[str, Any]:
    """Return one finding; its file is named from the top of the clone."""
    text = f"{finding.path} {finding.message}".strip()
    hint = f" {finding.hint}" if finding.hint else ""
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": rule,
        "level": str(finding.level),
        "message": {"text": f"{text}.{hint}"},
    }
    place: dict[str, Any] = {
        "artifactLocation": {
            "uri": escape(prefix + finding.path, safe="/") or ".",
            "uriBaseId": ROOT,
        }
    }
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {**result, "locations": [{"physicalLocation": place}]}
