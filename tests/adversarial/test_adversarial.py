"""No update of backsmith loses work silently; the page says what was measured, for both tools."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.adversarial.case import Case
from tests.adversarial.cases import CASES, GROUPS
from tests.adversarial.record import TOOLS, draw_counts, draw_group
from tests.adversarial.stage import make_stage
from tests.adversarial.verdict import BACKSMITH, GOOD, Verdict, try_case

PAGE = Path(__file__).parents[2] / "docs/adversarial.md"


def read_results(page: str) -> dict[tuple[str, str], Verdict]:
    """Return the verdicts that the tables of the page show."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, flags=re.M)
    names = {case.name for case in CASES}
    return {
        (tool, name): Verdict(shown.strip("*"))
        for name, *verdicts in rows
        if name in names
        for tool, shown in zip(TOOLS, verdicts, strict=True)
    }


def test_every_case_has_a_name_of_its_own() -> None:
    assert [name for name, n in Counter(case.name for case in CASES).items() if n > 1] == []


def test_every_case_claims_something() -> None:
    assert [case.name for case in CASES if not case.claims or "|" in case.name] == []


def test_the_page_shows_every_case_and_counts_what_it_shows() -> None:
    page = PAGE.read_text()
    results = read_results(page)

    assert len(results) == len(CASES) * len(TOOLS)
    assert draw_counts(results) in page
    assert [title for title in GROUPS if draw_group(title, results) not in page] == []


def test_the_page_has_no_bad_verdict_for_backsmith() -> None:
    results = read_results(PAGE.read_text())

    assert {n for (tool, n), v in results.items() if tool == BACKSMITH and v not in GOOD} == set()


@pytest.mark.matrix
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_backsmith_loses_nothing(case: Case, tmp_path: Path) -> None:
    verdict, said = try_case(BACKSMITH, case, make_stage(case, tmp_path / "stage"))

    assert verdict in GOOD, said
    assert case.may_refuse or verdict != Verdict.REFUSED, said
