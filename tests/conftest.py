"""What the tests of the generator share: the command, run in this process, and the template."""

import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from backsmith import cli
from backsmith.catalog import read_catalog
from backsmith.releases import Release
from backsmith.sandbox import Sandbox
from backsmith.template import OpenTemplate

ROOT = Path(__file__).parents[1]
LONG = ("test_engine", "test_wiring", "test_rows", "test_plain_copier")  # minutes each
SETTINGS = """_subdirectory: template
_envops: {undefined: jinja2.StrictUndefined, keep_trailing_newline: true}
"""  # the head of a small copier.yml


@dataclass(frozen=True)
class Outcome:
    """What one run of the command gave: its exit code, its data and its talk."""

    code: int
    data: str
    talk: str


Command = Callable[..., Outcome]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail what is skipped on a machine that was given every tool: BACKSMITH_ALL_PROVIDED."""
    report = yield
    if report.skipped and os.environ.get("BACKSMITH_ALL_PROVIDED"):
        report.outcome = "failed"
        report.longrepr = f"skipped, although its tools were provided: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, so that workers end at about one time."""
    order = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for what is kept between two runs: not that of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)  # for the commands that tests start, too
    return folder


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
def template(tmp_path_factory: pytest.TempPathFactory) -> OpenTemplate:
    """The template of this checkout in a folder of its own, no repository, as a wheel has it."""
    root = tmp_path_factory.mktemp("template")
    for name in ("template", "presets"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "copier.yml", root)
    catalog = read_catalog(root)
    return OpenTemplate(Release(root), catalog, Sandbox(root))


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
