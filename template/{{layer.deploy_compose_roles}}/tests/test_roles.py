"""Of the two users of the database, each has the password that it needs, and may do no more."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.promise("S56")
def test_the_service_does_not_have_the_password_of_the_owner() -> None:
    own = SERVICES["app"]["secrets"]
    [owners] = SERVICES["migrate"]["secrets"]

    assert "database_password" in own
    assert "database_owner_password" not in own
    assert owners == {"source": "database_owner_password", "target": "database_password"}
    assert "//app@" in SERVICES["app"]["environment"]["DATABASE_URL"]
    assert "//owner@" in SERVICES["migrate"]["environment"]["DATABASE_URL"]


@pytest.mark.promise("S56")
def test_the_service_may_read_and_change_rows_and_nothing_else() -> None:
    [statements] = SERVICES["roles"]["command"]
    granted = re.findall(r"GRANT ([A-Z, ]+) ON", statements)

    rights = {right for line in granted for right in line.split(", ")}

    assert rights - {"CONNECT", "USAGE"} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
