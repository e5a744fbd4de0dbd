"""Who receives the log of the database is alone, has its own rights, and says when it is late."""

import pytest

from tests.kubernetes.reading import every_place, find, find_pod, read_environment


@pytest.mark.promise("S56")
@every_place
def test_the_receiver_has_a_user_and_a_password_of_its_own(place: str) -> None:
    pod = find_pod(place, "receiver")
    given = read_environment(place, pod.spec["containers"][0])

    assert "//replica@" in given["DATABASE_URL"]
    assert pod.find_secrets()["database_password"] == "database_replica_password"  # noqa: S105
    assert "database_owner_password" not in pod.find_secrets().values()


@pytest.mark.promise("S65")
@every_place
def test_there_is_one_receiver_and_it_keeps_what_has_not_left_yet(place: str) -> None:
    spec = find(place, "Deployment")["receiver"]["spec"]
    pod = find_pod(place, "receiver")

    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert pod.spec["containers"][0]["args"] == ["backup", "receive"]
    assert {"name": "moments", "mountPath": "/var/lib/backups"} in pod.spec["containers"][0][
        "volumeMounts"
    ]
    assert "moments" in find(place, "PersistentVolumeClaim")


@pytest.mark.promise("S65")
@every_place
def test_it_is_not_ready_while_the_log_stays_in_the_cluster(place: str) -> None:
    [container] = find_pod(place, "receiver").spec["containers"]

    assert container["readinessProbe"]["exec"]["command"] == [
        "app", "backup", "moments", "--here",
    ]  # fmt: skip


@every_place
def test_what_it_starts_is_seen_to_end(place: str) -> None:
    assert find_pod(place, "receiver").spec["shareProcessNamespace"] is True
