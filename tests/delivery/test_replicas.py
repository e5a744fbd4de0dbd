"""Two replicas behind a balancer serve one client: nothing is lost, nothing is done twice."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.rendered import render

pytestmark = pytest.mark.matrix

DRIVER = Path(__file__).with_name("replicas.py")
ANSWERS = {"deploy": "kubernetes", "auth": "none", "backups": "none", "ci": "none"}
NOTES = 600


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one client saw while a replica was killed, and while one was drained."""
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is not on this machine")
    folder = tmp_path_factory.mktemp("replicas")
    project = render(folder / "service", ANSWERS)
    project.install()
    done = project.run(".venv/bin/python", str(DRIVER), caddy, str(folder))
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", ["kill", "drain"])
def test_every_effect_is_there_once(seen: dict[str, Any], name: str) -> None:
    assert seen[name]["confirmed"] == NOTES
    assert seen[name]["stored"] == NOTES
    assert seen[name]["doubled"] == []


def test_a_replica_that_is_told_to_end_is_missed_by_nobody(seen: dict[str, Any]) -> None:
    assert seen["drain"]["failures"] == []
    assert seen["drain"]["outcome"] == 0
