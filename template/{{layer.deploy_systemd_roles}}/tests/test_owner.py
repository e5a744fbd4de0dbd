"""Of the two users of the database, each has the password that it needs, and knows the server."""

from pathlib import Path

import pytest

from app.core.identity import NAME
from tests.units import ROOT, Unit, write_units


@pytest.fixture
def units(tmp_path: Path) -> dict[str, Unit]:
    """Every unit, by the name that it has on the machine."""
    return write_units(tmp_path)


@pytest.mark.promise("S56")
def test_the_service_does_not_have_the_password_of_the_owner(units: dict[str, Unit]) -> None:
    own = dict(units[f"{NAME}.service"].list_credentials())
    owners = dict(units[f"{NAME}-migrate@.service"].list_credentials())

    assert own["database_password"] == "database_password"  # noqa: S105  # its name
    assert owners["database_password"] == "database_owner_password"  # noqa: S105
    assert "database_owner_password" not in own.values()
    assert units[f"{NAME}.service"].read("User") != units[f"{NAME}-migrate@.service"].read("User")


@pytest.mark.promise("S56")
def test_each_speaks_to_the_database_as_who_it_is(units: dict[str, Unit]) -> None:
    folder = ROOT / "deploy" / "systemd"

    assert "//app@" in (folder / "settings.env").read_text()
    assert "//owner@" in (folder / "owner.env").read_text()
    assert units[f"{NAME}-migrate@.service"].list_all("EnvironmentFile") == [
        f"/etc/{NAME}/settings.env",
        f"/etc/{NAME}/owner.env",
    ]


@pytest.mark.promise("S57")
@pytest.mark.parametrize("name", ["{}.service", "{}-migrate@.service"])
def test_whoever_speaks_with_the_database_knows_who_has_signed_for_it(
    name: str, units: dict[str, Unit]
) -> None:
    given = dict(units[name.format(NAME)].list_credentials())

    assert given["database_authority"] == "database_authority"
