"""Pods come and go with the work, and never so many or so few that callers notice."""

import re
from pathlib import Path

import pytest

from tests.kubernetes.conftest import Cluster
from tests.kubernetes.reading import every_place, find, find_pod, is_chosen, read_environment

TAKEN = 90  # of the 100 connections that a server has by default: the others are for its owner


@pytest.mark.promise("S79")
@every_place
def test_fewer_pods_than_there_are_may_go_at_once(place: str) -> None:
    [budget] = find(place, "PodDisruptionBudget").values()
    [scaler] = find(place, "HorizontalPodAutoscaler").values()

    assert is_chosen(budget["spec"]["selector"], find_pod(place, "app").labels)
    assert 0 < budget["spec"]["maxUnavailable"] < scaler["spec"]["minReplicas"]


@every_place
def test_there_are_as_many_as_the_cpu_needs(place: str) -> None:
    [scaler] = find(place, "HorizontalPodAutoscaler").values()
    [metric] = scaler["spec"]["metrics"]
    target = scaler["spec"]["scaleTargetRef"]

    assert (target["kind"], target["name"]) == ("Deployment", "app")
    # a number of its own would undo what was scaled
    assert "replicas" not in find(place, "Deployment")["app"]["spec"]
    assert metric["resource"]["name"] == "cpu"
    assert metric["resource"]["target"]["averageUtilization"] < 100
    assert 2 <= scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]


@pytest.mark.promise("S79")
@every_place
def test_all_of_them_together_leave_connections_to_others(place: str) -> None:
    [container] = find_pod(place, "app").spec["containers"]
    given = read_environment(place, container)
    [scaler] = find(place, "HorizontalPodAutoscaler").values()
    more = find(place, "Deployment")["app"]["spec"]["strategy"]["rollingUpdate"]["maxSurge"]

    pods = scaler["spec"]["maxReplicas"] + more

    assert pods * int(given["WEB_CONCURRENCY"]) * int(given["DATABASE_POOL_SIZE"]) <= TAKEN


@pytest.mark.promise("S79")
@every_place
def test_an_old_pod_goes_only_when_a_new_one_is_ready(place: str) -> None:
    strategy = find(place, "Deployment")["app"]["spec"]["strategy"]

    assert strategy == {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}


@every_place
def test_they_are_spread_over_machines_and_zones(place: str) -> None:
    pod = find_pod(place, "app")
    spread = pod.spec["topologySpreadConstraints"]

    assert {one["topologyKey"] for one in spread} == {
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    }
    assert all(is_chosen(one["labelSelector"], pod.labels) for one in spread)


@pytest.mark.promise("S56")
@every_place
def test_tables_are_changed_by_their_owner_whom_the_service_does_not_know(place: str) -> None:
    migrate, service = find_pod(place, "migrate"), find_pod(place, "app")
    given = read_environment(place, migrate.spec["containers"][0])

    assert migrate.spec["containers"][0]["args"] == ["migrate"]
    assert "//owner@" in given["DATABASE_URL"]
    assert migrate.find_secrets()["database_password"] == "database_owner_password"  # noqa: S105
    assert "database_owner_password" not in service.find_secrets().values()
    assert "//app@" in read_environment(place, service.spec["containers"][0])["DATABASE_URL"]


@pytest.mark.promise("S57")
@every_place
def test_whoever_speaks_with_the_database_knows_who_has_signed_for_it(place: str) -> None:
    for name in ("app", "migrate"):
        assert find_pod(place, name).find_secrets()["database_authority"] == "database_authority"


@pytest.mark.promise("S79")
def test_the_tables_are_changed_before_the_service_is(cluster: Cluster) -> None:
    assert cluster.run("deploy.sh", "staging").returncode == 0

    first, second = (i for i, line in enumerate(cluster.told()) if line.startswith("apply"))
    [asked] = (i for i, line in enumerate(cluster.told()) if " get job migrate" in line)
    assert first < asked < second
    assert "notin (app, " in cluster.told()[first]


@pytest.mark.promise("S79")
def test_a_migration_that_fails_leaves_the_service_alone(cluster: Cluster) -> None:
    cluster.has("condition", "FailureTarget Failed")

    done = cluster.run("deploy.sh", "staging")

    assert done.returncode == 1
    assert "the migration has failed" in done.stderr
    assert len([line for line in cluster.told() if line.startswith("apply")]) == 1


@every_place
def test_what_is_not_the_service_is_none_of_the_first_step(place: str, cluster: Cluster) -> None:
    script = (Path(cluster.clone) / "deploy/kubernetes/deploy.sh").read_text()
    [named] = re.findall(r"notin \((.*)\)'", script)

    components = {find_pod(place, name).component for name in find(place, "Deployment")}

    assert components <= set(named.split(", "))
