"""Cut a promise's wiring out of a project that was rendered for it, and see what its tests say."""

import functools
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.rendered import Rendered, describe, render
from tests.wiring.cut import Cut

FAILED = 1  # pytest's exit code when tests ran and failed; 2, 4 and 5 mean that they did not run

Open = Callable[[Cut], Rendered]


def open_projects(cuts: Iterable[Cut], folder: Path) -> Open:
    """Return what gives the project of a cut: rendered and installed once, its tests seen green."""
    proofs: dict[str, set[str]] = {}
    for cut in cuts:
        proofs.setdefault(describe(cut.answers), set()).update(cut.red)

    @functools.cache
    def open_project(name: str, number: int) -> Rendered:
        answers = next(cut.answers for cut in cuts if describe(cut.answers) == name)
        project = render(folder / f"service-{number}", answers)
        project.install()
        done = run_tests(project, sorted(proofs[name]))
        assert done == (0, ""), done
        return project

    numbers = {name: number for number, name in enumerate(proofs)}
    return lambda cut: open_project(describe(cut.answers), numbers[describe(cut.answers)])


def run_tests(project: Rendered, nodes: list[str]) -> tuple[int, str]:
    """Run some of the project's tests; return the exit code and, unless green, what was said."""
    command = ["uv", "run", "--frozen", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    if not any("fuzz" in node for node in nodes):
        command += ["-p", "no:schemathesis"]  # it takes as long to load as most tests to run
    done = project.run(*command, *nodes)
    said = done.stdout[-3000:] + done.stderr[-1000:]
    return done.returncode, said if done.returncode else ""


def see_red(cut: Cut, project: Rendered) -> None:
    """Assert that the project's tests notice that the wiring of `cut` is gone."""
    path = project.root / cut.file
    whole = path.read_text()
    assert whole.count(cut.old) == 1, f"{cut.file} holds the wiring {whole.count(cut.old)} times"
    try:
        path.write_text(whole.replace(cut.old, cut.new))
        code, said = run_tests(project, list(cut.red))
    finally:
        path.write_text(whole)

    assert code == FAILED, f"{cut.promise} ({cut.says}) was not missed: {said}"
