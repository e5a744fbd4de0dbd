"""Of the two users of the database, each has the password that it needs, and knows the server."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def read_secrets(name: str) -> dict[str, str]:
    """Return the secrets of a service: by which name it finds each, and which it is."""
    secrets: list[str | dict[str, str]] = SERVICES[name]["secrets"]
    plain = {one: one for one in secrets if isinstance(one, str)}
    return plain | {one["target"]: one["source"] for one in secrets if isinstance(one, dict)}


@pytest.mark.promise("S56")
def test_the_service_does_not_have_the_password_of_the_owner() -> None:
    own, owners = read_secrets("app").values(), read_secrets("migrate").items()

    assert "database_password" in own
    assert "database_owner_password" not in own
    assert ("database_password", "database_owner_password") in owners
    assert "//app@" in SERVICES["app"]["environment"]["DATABASE_URL"]
    assert "//owner@" in SERVICES["migrate"]["environment"]["DATABASE_URL"]


@pytest.mark.promise("S56")
def test_its_rights_are_given_before_the_tables_are_made() -> None:
    [script] = SERVICES["roles"]["command"]

    assert SERVICES["roles"]["volumes"] == ["./deploy/roles.sql:/roles.sql:ro"]
    assert "/roles.sql" in script
    assert SERVICES["migrate"]["depends_on"]["roles"]["condition"] == (
        "service_completed_successfully"
    )


@pytest.mark.promise("S57")
@pytest.mark.parametrize("name", ["app", "migrate", "roles"])
def test_whoever_speaks_with_the_database_knows_who_has_signed_for_it(name: str) -> None:
    secrets = read_secrets(name)

    assert secrets["database_authority"] == "database_authority"
    assert "database_key" not in secrets


@pytest.mark.promise("S57")
def test_the_database_shows_the_certificate_that_make_secrets_made() -> None:
    secrets = read_secrets("database")
    started = " ".join(SERVICES["database"]["command"])

    assert {"database_certificate", "database_key"} <= secrets.keys()
    assert "database_authority" not in secrets
    assert "/run/secrets/database_certificate" in started
    assert "secrets: certificate\n" in (ROOT / "Makefile").read_text()
    assert "deploy/certificate.sh database\n" in (ROOT / "Makefile").read_text()
