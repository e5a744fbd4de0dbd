"""Who receives the log of the database may copy all and change nothing, and goes on for ever."""

from pathlib import Path

import pytest

from app.core.identity import NAME
from tests.units import ROOT, Unit, write_units


@pytest.fixture
def receiver(tmp_path: Path) -> Unit:
    """The unit that receives it."""
    return write_units(tmp_path)[f"{NAME}-receiver.service"]


@pytest.mark.promise("S56")
def test_the_receiver_has_a_user_and_a_password_of_its_own(receiver: Unit) -> None:
    given = dict(receiver.list_credentials())

    assert given["database_password"] == "database_replica_password"  # noqa: S105  # its name
    assert "database_owner_password" not in given.values()
    assert "//replica@" in (ROOT / "deploy" / "systemd" / "replica.env").read_text()
    assert receiver.list_all("EnvironmentFile")[-1] == f"/etc/{NAME}/replica.env"


def test_it_goes_on_for_ever(receiver: Unit) -> None:
    assert receiver.read("ExecStart").endswith("/app backup receive")
    assert receiver.read("Restart") == "always"
    assert receiver.read("StartLimitIntervalSec") == "0"
