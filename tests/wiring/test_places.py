"""Each cut still finds the wiring that it takes out, and the tests that are to notice."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.rendered import Rendered, describe, render
from tests.wiring.cut import Cut
from tests.wiring.test_wiring import CUTS

PROJECTS = sorted({describe(cut.answers) for cut in CUTS})


@pytest.mark.parametrize("name", PROJECTS)
def test_every_cut_finds_its_wiring_once_and_its_tests(name: str, tmp_path: Path) -> None:
    cuts = [cut for cut in CUTS if describe(cut.answers) == name]
    project = render(tmp_path / "service", cuts[0].answers)
    read = cache(project.read)

    assert [fault for cut in cuts for fault in find_faults(cut, read, project)] == []


def find_faults(cut: Cut, read: Callable[[str], str], project: Rendered) -> list[str]:
    """Return what is wrong with a cut, a line each."""
    faults = []
    if not (project.root / cut.file).is_file():
        return [f"{cut.says}: there is no {cut.file}"]
    if (times := read(cut.file).count(cut.old)) != 1:
        faults.append(f"{cut.says}: {cut.file} holds the wiring {times} times")
    for node in cut.red:
        path, _, test = node.partition("::")
        name = test.partition("[")[0]
        if not (project.root / path).exists() or (name and f"def {name}(" not in read(path)):
            faults.append(f"{cut.says}: there is no {node}")
    return faults
