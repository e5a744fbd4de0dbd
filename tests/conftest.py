"""What the tests of the generator share: the command, run in this process, and the template."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from backsmith import cli
from backsmith.commands.template import OpenTemplate, open_template

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Outcome:
    """What one run of the command gave: its exit code, its data and its talk."""

    code: int
    data: str
    talk: str


Command = Callable[..., Outcome]


@pytest.fixture
def backsmith(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """The command `backsmith`, run in an empty folder without a terminal."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Outcome:
        monkeypatch.setattr("sys.argv", ["backsmith", *words])
        code = cli.run()
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def template() -> OpenTemplate:
    """The template of this checkout."""
    return open_template()


def list_files(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below `root`: its path to its mode and content."""
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in root.rglob("*")
        if path.is_file()
    }


def is_root() -> bool:
    """Return whether nothing on this machine is forbidden to us."""
    return os.geteuid() == 0
