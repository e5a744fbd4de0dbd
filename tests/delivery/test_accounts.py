"""The users that a manual has one make on MariaDB may do their work, and no more."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.rendered import render

pytestmark = pytest.mark.matrix

DRIVER = Path(__file__).with_name("accounts.py")
ANSWERS = {
    "deploy": "systemd",
    "database": "mariadb",
    "auth": "none",
    "backups": "local",
    "ci": "none",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of the manual's block, and of what its users tried."""
    for program in ("mariadb", "mariadb-install-db", "restic"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine")
    folder = tmp_path_factory.mktemp("accounts")
    folder.chmod(0o755)
    project = render(folder / "service", ANSWERS)
    project.install()
    done = project.run(".venv/bin/python", str(DRIVER), str(folder))
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def list_done(seen: dict[str, Any], user: str) -> list[str]:
    """Return the statements that a user was let do; every other was refused for want of a right."""
    tried = seen["tried"][user]
    refused = [why for why in tried.values() if why]
    assert all("denied" in why for why in refused), refused
    return [statement for statement, why in tried.items() if not why]


def test_the_owner_migrates_and_backs_up_and_the_service_serves(seen: dict[str, Any]) -> None:
    assert seen["done"] == {"migrate": 0, "backup run": 0, "backup verify": 0, "written": 201}


def test_the_service_may_read_and_change_rows_and_nothing_else(seen: dict[str, Any]) -> None:
    assert list_done(seen, "app") == [
        "SELECT count(*) FROM app.notes",
        "UPDATE app.notes SET title = title",
    ]


def test_the_owner_may_do_what_it_likes_with_its_databases_and_no_others(
    seen: dict[str, Any],
) -> None:
    assert list_done(seen, "owner") == [
        "CREATE TABLE app.mine (id int)",
        "DROP TABLE app.mine",
        "CREATE DATABASE app_mine",
        "DROP DATABASE app_mine",
    ]
