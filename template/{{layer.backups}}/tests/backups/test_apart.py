"""The secrets are kept apart from the backups that they open, and come back from there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

RUNBOOK = (Path(__file__).parents[2] / "docs" / "disaster-recovery.md").read_text()
APART = "/media/apart/"


@pytest.mark.promise("S66")
def test_the_secrets_come_back_from_where_they_are_kept_apart(tmp_path: Path) -> None:
    apart, machine = tmp_path / "apart", tmp_path / "machine"
    apart.mkdir()
    copy, compare, bring = (
        translate(line, machine, apart)
        for line in re.findall(rf"^.*{APART}.*$", RUNBOOK, flags=re.M)
    )
    kept = [machine / place / "backups_password" for place in copy[2:-1]]
    for secret in kept:
        secret.parent.mkdir(parents=True)
        secret.write_text("known")

    for command in (copy, compare):
        subprocess.run(command, cwd=machine, check=True)  # noqa: S603
    for secret in kept:
        shutil.rmtree(secret.parent)
    subprocess.run(bring, cwd=machine, check=True)  # noqa: S603

    assert [secret.read_text() for secret in kept] == ["known"] * len(kept)
    assert kept
    assert "`backups_password`" in RUNBOOK


def translate(line: str, machine: Path, apart: Path) -> list[str]:
    """Return a command of the runbook, with other places in the place of those that it names."""
    moved = re.sub(r" /(?!media/)", f" {machine}/", line).replace(APART, f"{apart}/")
    return shlex.split(moved.removeprefix("sudo "))
