"""Compose finds the folder of secrets, and git does not."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_compose_is_told_once_where_they_are(tmp_path: Path) -> None:
    command = ["/bin/sh", str(ROOT / "deploy" / "secrets.sh"), "one"]

    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin"})  # noqa: S603

    assert (tmp_path / ".env").read_text() == "SECRETS_DIR=./secrets\n"


@pytest.mark.promise("S78")
def test_the_folder_of_passwords_is_none_of_gits_business() -> None:
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_they_are_there_before_anything_is_deployed() -> None:
    asked = ["make", "--dry-run", "--always-make", "deploy"]
    environment = {"PATH": os.environ["PATH"]}
    said = subprocess.run(  # noqa: S603
        asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert 0 <= said.find("sh deploy/secrets.sh ") < said.find("docker compose build")
