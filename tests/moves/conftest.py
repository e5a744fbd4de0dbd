"""What the tests of moves share."""

from pathlib import Path

import pytest

from tests.moves.small import SmallTemplate, make_small_template


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallTemplate:
    """A small template at v1.0.0; what is fetched from it is cached below `tmp_path`."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return make_small_template(tmp_path / "template")


@pytest.fixture
def project(template: SmallTemplate, tmp_path: Path) -> Path:
    """A project at v1.0.0, committed."""
    return template.make_project(tmp_path / "shop", "v1.0.0")
