"""SARIF is what code hosts take: its required parts are there, its addresses lead to the files."""

import json
import re
from pathlib import Path
from typing import Any

from backsmith.checking.findings import Finding, Report, State, Waived
from backsmith.checking.sarif import DESCRIPTIONS, write_sarif
from backsmith.presets.checks import Level

FINDINGS = (
    Finding("drift/edited", Level.ERROR, "was edited", "heal it", "docs/a ä.md", 7),
    Finding("no-env", Level.WARNING, "must not be there", path=".env"),
    Finding("policy/lock", Level.ERROR, "database is locked"),
)


def read_run(report: Report) -> dict[str, Any]:
    """Return the only run of the log of one report."""
    log = json.loads(write_sarif([report]))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    return dict(run)


def make_report(root: Path, **parts: Any) -> Report:
    """Return a report of the project in `root`."""
    return Report(root, root, "shop", **parts)


def test_every_result_names_a_rule_that_is_described(tmp_path: Path) -> None:
    run = read_run(make_report(tmp_path, findings=FINDINGS))

    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "backsmith"
    assert all(rule["shortDescription"]["text"] for rule in rules)
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [f.id for f in FINDINGS]
    assert [result["ruleId"] for result in run["results"]] == [f.id for f in FINDINGS]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "error"]
    assert all(result["message"]["text"] for result in run["results"])


def test_a_place_is_a_relative_address_and_a_line_where_one_is_known(tmp_path: Path) -> None:
    run = read_run(make_report(tmp_path, findings=FINDINGS))

    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    uris = [place["artifactLocation"]["uri"] for place in places]
    assert uris == ["docs/a%20%C3%A4.md", ".env", "."]
    assert [place.get("region") for place in places] == [{"startLine": 7}, None, None]


def test_a_project_in_a_folder_of_a_repository_is_addressed_from_its_top(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    root = tmp_path / "services/shop"
    root.mkdir(parents=True)

    run = read_run(make_report(root, findings=FINDINGS))

    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "services/shop/.env"


def test_what_is_waived_is_suppressed(tmp_path: Path) -> None:
    waived = Waived(FINDINGS[1], "until the move", "2026-12-31")

    (result,) = read_run(make_report(tmp_path, waived=(waived,)))["results"]

    assert result["suppressions"] == [
        {"kind": "external", "justification": "until the move, until 2026-12-31"}
    ]


def test_what_could_not_be_checked_is_no_success(tmp_path: Path) -> None:
    run = read_run(make_report(tmp_path, error="No.", hint="Look."))

    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told == {"level": "error", "message": {"text": "No. Look."}}
    assert run["results"] == []


def test_every_rule_of_ours_is_described_and_documented() -> None:
    package = Path(__file__).parents[2] / "generator/backsmith/checking"
    written = "".join(path.read_text() for path in package.glob("*.py") if path.stem != "sarif")
    page = (Path(__file__).parents[2] / "docs/check.md").read_text()

    ours = set(re.findall(r'"((?:policy|waiver)/[a-z]+)"', written))

    assert {f"drift/{state}" for state in State if state is not State.SAME} | ours == set(
        DESCRIPTIONS
    )
    assert [name for name in ours if f"`{name}`" not in page] == []
