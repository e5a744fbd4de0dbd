"""docs/owasp.md tells what is planted, and nothing is missing from it."""

from functools import cache
from pathlib import Path

import pytest

from tests.owasp.fault import EVERY_WAY, GRAPHQL, REST, WEBSOCKET
from tests.owasp.table import FAULTS, PAGE, RISKS, draw_page
from tests.rendered import Rendered, describe, render

WAYS = {REST, GRAPHQL, WEBSOCKET}


def test_the_page_is_what_is_planted() -> None:
    assert PAGE.read_text() == "".join(draw_page()), "Write it anew: make owasp"


@pytest.mark.parametrize("risk", RISKS)
def test_each_risk_is_planted_over_every_way_in(risk: str) -> None:
    ways = {way for fault in FAULTS if fault.risk == risk for way in fault.red}

    assert EVERY_WAY in ways or ways >= WAYS


@pytest.mark.parametrize("name", sorted({describe(fault.answers) for fault in FAULTS}))
def test_each_fault_finds_its_place_and_its_tests(name: str, tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS if describe(fault.answers) == name]
    project = render(tmp_path / "service", faults[0].answers)
    read = cache(project.read)

    places = {(e.file, e.old): read(e.file).count(e.old) for f in faults for e in f.edits}
    tests = {node for fault in faults for node in fault.red.values()}

    assert {place for place, count in places.items() if count != 1} == set()
    assert {node for node in tests if not is_there(project, node)} == set()


def is_there(project: Rendered, node: str) -> bool:
    """Say whether a project has a test."""
    file, _, test = node.partition("::")
    return (project.root / file).exists() and f"def {test}(" in project.read(file)
