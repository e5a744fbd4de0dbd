"""The secrets are kept apart from the backups that they open, and come back from there."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

RUNBOOK = (Path(__file__).parents[2] / "docs" / "disaster-recovery.md").read_text()
APART = "/media/apart/"


@pytest.mark.promise("S66")
def test_the_secrets_come_back_from_where_they_are_kept_apart(tmp_path: Path) -> None:
    apart, clone = tmp_path / "apart", tmp_path / "clone"
    secret = clone / "secrets" / "production" / "backups_password"
    apart.mkdir()
    secret.parent.mkdir(parents=True)
    secret.write_text("known")
    copied, compared, brought = re.findall(rf"^.*{APART}.*$", RUNBOOK, flags=re.M)

    carry_out(copied, clone, apart)
    carry_out(compared, clone, apart)
    secret.unlink()
    secret.parent.rmdir()
    carry_out(brought, clone, apart)

    assert secret.read_text() == "known"
    assert "`backups_password`" in RUNBOOK


def carry_out(line: str, clone: Path, apart: Path) -> None:
    """Run a command of the runbook in a clone, with another place in the place of its own."""
    words = shlex.split(line.replace(APART, f"{apart}/"))
    subprocess.run(words, cwd=clone, check=True)  # noqa: S603
