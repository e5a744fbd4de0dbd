"""Take the wiring of each promise out of a rendered project: its test must go red."""

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rendered import Rendered, describe, render
from tests.wiring import (
    accounts,
    answers,
    auth,
    database,
    delivery,
    development,
    notes,
    operation,
    process,
    requests,
)
from tests.wiring.cut import Cut

ROOMS = [
    requests,
    answers,
    process,
    operation,
    notes,
    database,
    accounts,
    auth,
    delivery,
    development,
]
CUTS: list[Cut] = [cut for room in ROOMS for cut in room.CUTS]
FAILED = 1  # pytest's exit code when tests ran and failed; 2, 4 and 5 mean that they did not run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Rendered]:
    """A project for some answers, rendered and installed once, its proving tests seen green."""

    @functools.cache
    def open_project(name: str) -> Rendered:
        cuts = [cut for cut in CUTS if describe(cut.answers) == name]
        project = render(tmp_path_factory.mktemp("wiring") / "service", cuts[0].answers)
        project.install()
        proofs = sorted({node for cut in cuts for node in cut.red})
        done = run_tests(project, proofs)
        assert done == (0, ""), done
        return project

    return open_project


def run_tests(project: Rendered, nodes: list[str]) -> tuple[int, str]:
    """Run some of the project's tests; return the exit code and, unless green, what was said."""
    command = ["uv", "run", "--frozen", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    if not any("fuzz" in node for node in nodes):
        command += ["-p", "no:schemathesis"]  # it takes as long to load as most tests to run
    done = project.run(*command, *nodes)
    said = done.stdout[-3000:] + done.stderr[-1000:]
    return done.returncode, said if done.returncode else ""


@pytest.mark.parametrize("cut", CUTS, ids=[f"{n:03}-{cut.promise}" for n, cut in enumerate(CUTS)])
def test_a_promise_without_its_wiring_turns_its_test_red(
    cut: Cut, installed: Callable[[str], Rendered]
) -> None:
    project = installed(describe(cut.answers))
    path = project.root / cut.file
    whole = path.read_text()
    assert whole.count(cut.old) == 1, f"{cut.file} holds the wiring {whole.count(cut.old)} times"

    try:
        path.write_text(whole.replace(cut.old, cut.new))
        code, said = run_tests(project, list(cut.red))
    finally:
        path.write_text(whole)

    assert code == FAILED, f"{cut.promise} ({cut.says}) was not missed: {said}"


def test_every_promise_of_the_project_has_a_cut(tmp_path: Path) -> None:
    rows = read_promises(render(tmp_path / "service", {}))

    assert rows - {cut.promise for cut in CUTS} == set()


def read_promises(project: Rendered) -> set[str]:
    """Return the ids of the defaults that the project's docs/security.md lists."""
    cells = [
        line.split("|")[1].strip()
        for line in project.read("docs/security.md").splitlines()
        if "|" in line
    ]
    return {cell for cell in cells if cell[:1] == "S" and cell[1:].isdigit()}
