"""Development and tests have a Valkey of their own, and it is gone with them."""

import shutil
from pathlib import Path

import pytest

from dev import cache


def test_the_server_of_the_wheel_runs_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)

    with cache.run() as variables:
        place = Path(variables["REDIS_URL"].removeprefix("unix://"))
        assert cache.is_up(place)

    assert not place.parent.exists()


def test_a_server_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "BUNDLED", "false")
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match="Valkey did not start"), cache.run_server(tmp_path):
        pass


def test_another_server_is_used_where_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_REDIS_URL", "redis://elsewhere")

    with cache.run() as one, cache.run() as other:
        assert one["REDIS_URL"] == "redis://elsewhere"
        assert one["REDIS_PREFIX"] != other["REDIS_PREFIX"]
