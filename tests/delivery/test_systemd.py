"""The unmodified scripts and units of a project, on a machine whose first process is systemd.

`lab.py` says what the environment must hold to offer one.
"""

import shutil
from typing import Any

import pytest

from tests.delivery.lab import find_lab
from tests.rendered import render

pytestmark = pytest.mark.matrix

ANSWERS = {
    "project_name": "shop",
    "deploy": "systemd",
    "database": "sqlite",
    "auth": "none",
    "encryption": "yes",
    "backups": "local",
}
Found = dict[str, Any]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What came of a service that was installed and hurt."""
    lab = find_lab(tmp_path_factory.mktemp("lab"))
    if lab is None:
        pytest.skip("BACKSMITH_SYSTEMD_LAB names no machine with systemd")
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed")
    project = render(tmp_path_factory.mktemp("systemd") / "shop", ANSWERS)
    assert project.run("uv", "lock", "--quiet").returncode == 0
    lab.bring(project)
    return lab.prove("proof.py")


def test_it_is_installed_and_a_second_time_changes_nothing(found: Found) -> None:
    install = found["install"]

    assert install["installed"] == [0, 0], install["said"]
    assert install["kept"]
    assert install["failed"] == ""
    assert install["written"] == 201


def test_it_writes_where_its_data_are_and_nowhere_else(found: Found) -> None:
    assert found["bounds"]["writable"] == ["/var/lib/shop/x", "/tmp/x"]


def test_it_is_nobodys_administrator_and_sees_no_secret_of_others(found: Found) -> None:
    bounds = found["bounds"]

    assert bounds["user"] == "shop"
    assert {int(mask, 16) for mask in bounds["capabilities"]} == {0}
    assert bounds["told"] == []
    assert bounds["credentials"] == ["shop.service"]


def test_what_is_killed_comes_back_with_what_it_had_confirmed(found: Found) -> None:
    assert found["restart"]["killed"]


def test_what_hangs_is_started_again(found: Found) -> None:
    assert found["restart"]["hung"]


def test_timers_come_due_and_backups_are_there(found: Found) -> None:
    timers = found["timers"]

    assert {"shop-backup-run", "shop-backup-prune", "shop-backup-drill"} <= set(timers["timers"])
    assert timers["fired"]


def test_an_operator_gives_commands_with_the_secrets_of_a_unit_and_no_others(found: Found) -> None:
    code, said = found["timers"]["checked"]

    assert (code, "in order" in said) == (0, True), said
    assert found["timers"]["refused"] != 0


def test_a_release_that_does_not_start_never_comes_into_place(found: Found) -> None:
    code, said = found["releases"]["broken"]

    assert code == 1
    assert "2.0 is not fit to serve; nothing has changed." in said
    assert found["releases"]["serving_after_broken"] == "1.0"


def test_a_release_that_dies_in_its_place_is_rolled_back(found: Found) -> None:
    code, said = found["releases"]["dead"]

    assert code == 1
    assert "3.0 is not fit to serve; 1.0 serves on." in said
    assert found["releases"]["serving_after_dead"] == "1.0"


def test_a_good_release_serves_and_one_goes_back_by_command(found: Found) -> None:
    releases = found["releases"]

    assert releases["good"][0] == 0, releases["good"]
    assert releases["serving_after_good"] == "4.0"
    assert releases["back"][0] == 0, releases["back"]
    assert releases["serving_after_back"] == "1.0"


def test_no_caller_is_turned_away_meanwhile(found: Found) -> None:
    assert found["releases"]["asked"] > 20
    assert found["releases"]["answers"] == ["200"], found["releases"]["longest"]
    assert found["releases"]["stored"]
