"""Cut a promise's wiring out of a project that was rendered for it, and see what its tests say."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from pathlib import Path

from tests.rendered import Rendered, clean_environment, describe, render
from tests.wiring.cut import Cut

FAILED = 1  # pytest's exit code when tests ran and failed; 2, 4 and 5 mean that they did not run

WARM = Path(__file__).with_name("warm.py")


@dataclass
class Installed:
    """A project that is installed, with a process that runs its tests.

    Attributes:
        project: the project.
        edits: how often a file of it was written. Python tells files apart by size and second,
            so each edit gets a second of its own.
    """

    project: Rendered
    edits: Iterator[int] = field(default_factory=lambda: count(int(time.time()) + 1))

    @cached_property
    def runner(self) -> subprocess.Popen[str]:
        """The process, started with the first test; it ends when its input is closed."""
        return subprocess.Popen(
            [self.project.root / ".venv/bin/python", "-P", WARM],
            cwd=self.project.root,
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def close(self) -> None:
        """End the process."""
        if "runner" in self.__dict__:
            self.runner.communicate()

    def write(self, name: str, text: str) -> None:
        """Put `text` into a file, visibly newer than before."""
        path, second = self.project.root / name, next(self.edits)
        path.write_text(text)
        os.utime(path, (second, second))

    def run_tests(self, nodes: Iterable[str]) -> tuple[int, str]:
        """Run tests; return the exit code and, unless green, what was said."""
        said = self.project.root.parent / f"{self.project.root.name}.said"
        arguments = ["-q", "-x", "-p", "no:cacheprovider"]
        if not any("fuzz" in node for node in nodes):
            arguments += ["-p", "no:schemathesis"]  # it takes as long to load as most tests to run
        assert self.runner.stdin is not None
        assert self.runner.stdout is not None
        print(json.dumps([str(said), *arguments, *nodes]), file=self.runner.stdin, flush=True)
        code = int(self.runner.stdout.readline())
        return code, said.read_text()[-4000:] if code else ""


def see_red(cut: Cut, installed: Installed) -> None:
    """Assert that the project's tests notice that the wiring of `cut` is gone."""
    whole = installed.project.read(cut.file)
    assert whole.count(cut.old) == 1, f"{cut.file} holds the wiring {whole.count(cut.old)} times"
    try:
        installed.write(cut.file, whole.replace(cut.old, cut.new))
        code, said = installed.run_tests(cut.red)
    finally:
        installed.write(cut.file, whole)

    assert code == FAILED, f"{cut.promise} ({cut.says}) was not missed: {said}"


Open = Callable[[Cut], Installed]


@contextmanager
def open_projects(cuts: Sequence[Cut], folder: Path) -> Iterator[Open]:
    """Give what opens the project of a cut: rendered and installed once, its tests seen green."""
    proofs: dict[str, set[str]] = {}
    for cut in cuts:
        proofs.setdefault(describe(cut.answers), set()).update(cut.red)
    opened: list[Installed] = []

    @cache
    def install(name: str) -> Installed:
        answers = next(cut.answers for cut in cuts if describe(cut.answers) == name)
        installed = Installed(render(folder / f"service-{len(opened)}", answers))
        opened.append(installed)
        installed.project.install()
        assert installed.run_tests(sorted(proofs[name])) == (0, "")
        return installed

    try:
        yield lambda cut: install(describe(cut.answers))
    finally:
        for installed in opened:
            installed.close()
