"""Who receives the log of the database may copy all, change nothing, and not fill its disk."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ACCESS = [
    line.split()
    for line in (ROOT / "deploy" / "pg_hba.conf").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.promise("S56")
def test_the_receiver_has_a_user_and_a_password_of_its_own() -> None:
    receiver = SERVICES["receiver"]

    assert "//replica@" in receiver["environment"]["DATABASE_URL"]
    assert {"source": "database_replica_password", "target": "database_password"} in receiver[
        "secrets"
    ]
    assert "database_owner_password" not in str(receiver["secrets"])


@pytest.mark.promise("S56")
def test_its_user_may_receive_the_log_and_nothing_else() -> None:
    [statements] = SERVICES["roles"]["command"]
    [rights] = re.findall(r"ALTER ROLE replica LOGIN (.*) PASSWORD", statements)

    assert rights == "NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION"
    assert re.findall(r"GRANT (.*) TO replica", statements) == ["CONNECT ON DATABASE app"]


@pytest.mark.promise("S56")
def test_nobody_else_may_receive_it_and_nobody_without_a_password() -> None:
    assert [line for line in ACCESS if line[1] == "replication"] == [
        ["hostssl", "replication", "replica", "all", "scram-sha-256"]
    ]
    assert {line[-1] for line in ACCESS if line[0] != "local"} == {"scram-sha-256"}
    assert "--hba_file=/etc/pg_hba.conf" in SERVICES["database"]["command"]
    assert "./deploy/pg_hba.conf:/etc/pg_hba.conf:ro" in SERVICES["database"]["volumes"]


@pytest.mark.promise("S65")
def test_the_server_keeps_what_was_not_received_but_not_until_its_disk_is_full() -> None:
    kept = [word for word in SERVICES["database"]["command"] if "max_slot_wal_keep_size" in word]

    assert kept == ["--max_slot_wal_keep_size=8GB"]


@pytest.mark.promise("S65")
def test_the_receiver_runs_and_says_when_the_log_stays_here() -> None:
    receiver = SERVICES["receiver"]

    assert receiver["command"] == ["backup", "receive"]
    assert receiver["healthcheck"]["test"] == ["CMD", "app", "backup", "moments", "--here"]
    assert set(receiver["networks"]) == {"back", "away"}
    assert "moments:/var/lib/backups" in receiver["volumes"]
