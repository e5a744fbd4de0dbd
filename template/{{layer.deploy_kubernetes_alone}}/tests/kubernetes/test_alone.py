"""One file has one writer: there is one pod, and the next one starts when it has ended."""

import pytest

from tests.kubernetes.reading import every_place, find, find_pod, list_pods


@pytest.mark.promise("S79")
@every_place
def test_there_is_one_pod_and_never_two(place: str) -> None:
    spec = find(place, "Deployment")["app"]["spec"]

    assert spec["replicas"] == 1
    assert spec["strategy"] == {"type": "Recreate"}
    assert find(place, "HorizontalPodAutoscaler") == {}


@every_place
def test_the_file_outlives_the_pod(place: str) -> None:
    pod = find_pod(place, "app")
    volumes = {volume["name"]: volume for volume in pod.spec["volumes"]}
    [container] = pod.spec["containers"]

    claim = find(place, "PersistentVolumeClaim")["data"]

    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
    assert volumes["data"]["persistentVolumeClaim"]["claimName"] == "data"
    assert {"name": "data", "mountPath": "/data"} in container["volumeMounts"]


@pytest.mark.promise("S79")
@every_place
def test_the_tables_are_changed_before_the_service_starts(place: str) -> None:
    [before] = find_pod(place, "app").spec["initContainers"]
    [service] = find_pod(place, "app").spec["containers"]

    assert before["args"] == ["migrate"]
    assert before["image"] == service["image"]
    assert {"name": "data", "mountPath": "/data"} in before["volumeMounts"]


@every_place
def test_whoever_else_needs_the_file_goes_where_it_is(place: str) -> None:
    for pod in list_pods(place):
        uses = [one for one in pod.spec["volumes"] if one["name"] == "data"]
        assert not uses or pod.labels["volume"] == "data"
        if pod.component != "app" and uses:
            [rule] = pod.spec["affinity"]["podAffinity"][
                "requiredDuringSchedulingIgnoredDuringExecution"
            ]
            assert rule["labelSelector"] == {"matchLabels": {"volume": "data"}}
