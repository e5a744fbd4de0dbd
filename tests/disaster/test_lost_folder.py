"""The folder of a database is lost while many write, on each engine: what was copied comes back."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.rendered import render

pytestmark = [
    pytest.mark.matrix,
    pytest.mark.skipif(shutil.which("restic") is None, reason="restic is not installed"),
]

SCENE = Path(__file__).with_name("lost_folder.py")
MIB = 60
ROOM_MIB = {"postgresql": 110, "mariadb": 190, "sqlite": 40}  # enough for the server, not for both


@pytest.mark.parametrize("database", ROOM_MIB)
def test_what_was_backed_up_comes_back_once_there_is_room(database: str, tmp_path: Path) -> None:
    answers = {"database": database, "auth": "none", "ci": "none", "backups": "local"}
    project = render(tmp_path / "service", answers)
    project.install()
    scene = project.root / "scene.py"
    scene.write_text(SCENE.read_text())

    words = [str(scene), str(MIB), str(ROOM_MIB[database])]
    done = project.run(".venv/bin/python", *words, seconds=300)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["acknowledged"] > found["acknowledged_before"] > 100
    assert (found["lost_before"], found["lost_old"], found["foreign"]) == (0, 0, 0)
    if os.geteuid() == 0:  # who else may not make a disk that is full
        full = found["full"]
        assert full["code"] == 1
        assert full["said"].startswith("error: ")
        assert "room" in full["said"], full["said"]
        assert full["live"] == [-1_000_000]
        if (
            database != "postgresql"
        ):  # it has stopped; what is left of the new one is swept a day later
            assert full["beside"] == []
