"""What the tests of presets share: a cache of their own, and a repository of another team."""

from pathlib import Path

import pytest

from tests.presets.repository import Repository, make_repository


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which presets of repositories are kept, empty."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "backsmith" / "presets"


@pytest.fixture
def team(tmp_path: Path) -> Repository:
    """A repository with the preset `acme`, tagged v1; its branch is `main`."""
    repository = make_repository(tmp_path / "standards")
    repository.commit("acme", "lock: {database: sqlite}", tag="v1")
    return repository
