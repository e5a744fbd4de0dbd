"""The disk of a PostgreSQL is lost while many write: what had been received comes back."""

import json
import shutil
from pathlib import Path

import pytest

from tests.rendered import render

pytestmark = pytest.mark.matrix

SCENE = Path(__file__).with_name("lost_disk.py")
ROWS = 200_000
ANSWERS = {"database": "postgresql", "auth": "none", "ci": "none", "backups": "local"}


@pytest.mark.skipif(shutil.which("restic") is None, reason="restic is not installed")
def test_what_was_received_comes_back_when_the_disk_is_lost(tmp_path: Path) -> None:
    project = render(tmp_path / "service", ANSWERS)
    project.install()
    scene = project.root / "scene.py"
    scene.write_text(SCENE.read_text())

    done = project.run(".venv/bin/python", str(scene), str(ROWS), seconds=900)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["acknowledged"] > 100
    assert found["kept_before"] == ROWS
    assert found["lost_milliseconds"] < 1000
    assert found["foreign"] <= 4  # each writer's last: written, and not yet acknowledged
