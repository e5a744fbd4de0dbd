"""The commands of docs/disaster-recovery.md are carried out in their order, and data come back."""

import re
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
WAY = "\n".join(
    re.findall(r"^## (?:Bringing it back|Afterwards)\n(.*?)(?=^## )", RUNBOOK, flags=re.M | re.S)
)


def test_what_it_says_of_backups_brings_them_back(desk: Desk, do: Do) -> None:
    asked = re.findall(r" backup (\w+)$", WAY, flags=re.M)
    assert ask(desk.database, ASK) == LIVE

    for name in asked:
        assert do(import_module(f"app.backups.deeds.{name}")) == 0

    assert ask(desk.database, ASK) == COPIED
    assert asked.index("verify") < asked.index("restore") < asked.index("drill")
    assert set(asked) <= set(DEEDS)


@pytest.mark.promise("S62")
@pytest.mark.parametrize("setting", ["BACKUPS_RPO_MINUTES", "BACKUPS_RTO_MINUTES"])
def test_the_targets_that_it_names_are_those_that_are_held(setting: str) -> None:
    [named] = re.findall(rf"\| (\d+) minutes \| `{setting}` \|", RUNBOOK)
    [held] = re.findall(rf"^{setting}=(\d+)$", (ROOT / ".env.example").read_text(), flags=re.M)

    assert named == held
