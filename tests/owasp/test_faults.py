"""Each fault of the OWASP API Security Top 10 turns the project's own tests red."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.owasp.fault import Edit, Fault
from tests.owasp.table import FAULTS
from tests.rendered import describe, render
from tests.wiring.cutting import FAILED, Installed

pytestmark = pytest.mark.slow

Open = Callable[[Fault], Installed]


@pytest.fixture(scope="module")
def open_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """The project of a fault: rendered and installed once, the tests that are to notice green."""
    with ExitStack() as opened:

        @cache
        def install(name: str) -> Installed:
            faults = [fault for fault in FAULTS if describe(fault.answers) == name]
            folder = tmp_path_factory.mktemp("owasp") / "service"
            installed = Installed(render(folder, faults[0].answers))
            opened.callback(installed.close)
            installed.project.install()
            nodes = {node for fault in faults for node in fault.red.values()}
            assert installed.run_tests(sorted(nodes)) == (0, "")
            return installed

        yield lambda fault: install(describe(fault.answers))


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f.risk}-{f.says}" for f in FAULTS])
def test_a_planted_fault_turns_the_projects_own_tests_red(fault: Fault, open_project: Open) -> None:
    installed = open_project(fault)
    whole = {edit.file: installed.project.read(edit.file) for edit in fault.edits}
    try:
        for edit in fault.edits:
            installed.write(edit.file, plant(edit, installed.project.read(edit.file)))
        codes = {way: installed.run_tests([node])[0] for way, node in fault.red.items()}
    finally:
        for file, text in whole.items():
            installed.write(file, text)

    assert codes == dict.fromkeys(fault.red, FAILED), fault.says


def plant(edit: Edit, text: str) -> str:
    """Return the text of a file with the fault in it."""
    assert text.count(edit.old) == 1, f"{edit.file} holds this {text.count(edit.old)} times"
    return text.replace(edit.old, edit.new)
