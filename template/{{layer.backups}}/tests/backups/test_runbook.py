"""The commands of docs/disaster-recovery.md are carried out in their order, and data come back."""

import re
import shlex
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from app.backups.deeds import DEEDS
from app.backups.desk import Desk
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, LIVE, ask

pytestmark = pytest.mark.backups

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "disaster-recovery.md").read_text()
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", RUNBOOK, flags=re.M | re.S)
    for line in block.splitlines()
]
BACKUP = re.compile(r"docker compose (?:run --rm backup|exec backup app) backup (\w+)$")
APART = "/media/apart/"


def test_what_it_says_of_backups_brings_them_back(desk: Desk, do: Do) -> None:
    asked = [found.group(1) for line in COMMANDS if (found := BACKUP.match(line))]
    assert ask(desk.database, ASK) == LIVE

    for name in asked:
        assert do(import_module(f"app.backups.deeds.{name}")) == 0

    assert ask(desk.database, ASK) == COPIED
    assert asked.index("verify") < asked.index("restore") < asked.index("drill")
    assert set(asked) <= set(DEEDS)


@pytest.mark.promise("S66")
def test_the_secrets_come_back_from_where_they_are_kept_apart(tmp_path: Path) -> None:
    apart, machine = tmp_path / "apart", tmp_path / "machine"
    secret = machine / "secrets" / "backups_password"
    apart.mkdir()
    secret.parent.mkdir(parents=True)
    secret.write_text("known")
    (machine / ".env").write_text("SECRETS_DIR=./secrets\n")
    copied, compared, brought = [line for line in COMMANDS if APART in line]

    carry_out(copied, machine, apart)
    carry_out(compared, machine, apart)
    secret.unlink()
    secret.parent.rmdir()
    carry_out(brought, machine, apart)

    assert secret.read_text() == "known"
    assert "`backups_password`" in RUNBOOK


def carry_out(line: str, machine: Path, apart: Path) -> None:
    """Run a command of the runbook in a folder, with another place in the place of its own."""
    words = shlex.split(line.replace(APART, f"{apart}/"))
    subprocess.run(words, cwd=machine, check=True)  # noqa: S603


@pytest.mark.promise("S62")
@pytest.mark.parametrize("setting", ["BACKUPS_RPO_MINUTES", "BACKUPS_RTO_MINUTES"])
def test_the_targets_that_it_names_are_those_that_are_held(setting: str) -> None:
    [named] = re.findall(rf"\| (\d+) minutes \| `{setting}` \|", RUNBOOK)
    [held] = re.findall(rf"^{setting}=(\d+)$", (ROOT / ".env.example").read_text(), flags=re.M)

    assert named == held
