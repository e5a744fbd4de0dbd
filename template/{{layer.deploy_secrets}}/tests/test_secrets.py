"""Secrets are made on the machine and stay there."""

import re
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def make_secrets(folder: Path, *names: str) -> None:
    """Run the script in `folder`, as `make secrets` does."""
    command = ["/bin/sh", str(ROOT / "deploy" / "secrets.sh"), *names]
    subprocess.run(command, cwd=folder, check=True, env={"PATH": "/usr/bin:/bin"})  # noqa: S603


@pytest.mark.promise("S78")
def test_a_password_is_long_and_out_of_reach_for_other_users(tmp_path: Path) -> None:
    make_secrets(tmp_path, "one", "two")

    folder = tmp_path / "secrets"
    texts = {path.read_text() for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(texts) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", text) for text in texts)


@pytest.mark.promise("S78")
def test_a_password_that_is_there_is_never_touched(tmp_path: Path) -> None:
    make_secrets(tmp_path, "one")
    before = (tmp_path / "secrets" / "one").read_text()

    make_secrets(tmp_path, "one", "two")

    assert (tmp_path / "secrets" / "one").read_text() == before
