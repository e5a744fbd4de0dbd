"""Projects for the tests of `backsmith check`: rendered once, copied for each test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rendered import render

ROWS = {"default": {}, "minimal": {"database": "sqlite", "ci": "none"}}
Copy = Callable[..., Path]


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The default and the minimal project, as they were rendered."""
    folder = tmp_path_factory.mktemp("originals")
    return {name: render(folder / name, row).root for name, row in ROWS.items()}


@pytest.fixture
def copy(originals: dict[str, Path], tmp_path: Path) -> Copy:
    """What gives a project of one kind that the test may change."""

    def make(name: str = "default") -> Path:
        return Path(shutil.copytree(originals[name], tmp_path / name))

    return make
