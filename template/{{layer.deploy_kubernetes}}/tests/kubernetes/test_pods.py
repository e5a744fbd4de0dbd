"""A pod has no rights, ends in time, and is where one machine's end takes it not all."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.kubernetes.reading import Pod, every_place, find, find_pod, list_pods

ROOT = Path(__file__).parents[2]
UNITS = {"Mi": 1, "Gi": 1024}


def read_setting(name: str) -> float:
    """Return the default of a setting."""
    [text] = re.findall(rf"^{name}=([\d.]+)$", (ROOT / ".env.example").read_text(), flags=re.M)
    return float(text)


def list_containers(place: str) -> list[tuple[Pod, dict[str, Any]]]:
    """Return every container with its pod."""
    return [(pod, container) for pod in list_pods(place) for container in pod.containers]


@pytest.mark.promise("S79")
@every_place
def test_the_namespace_takes_restricted_pods_only(place: str) -> None:
    [namespace] = find(place, "Namespace").values()

    labels = namespace["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert labels["pod-security.kubernetes.io/enforce-version"] == "latest"


@pytest.mark.promise("S79")
@every_place
def test_a_pod_is_nobody_and_cannot_become_more(place: str) -> None:
    for pod, container in list_containers(place):
        of_pod, of_container = pod.spec["securityContext"], container["securityContext"]
        assert of_pod["runAsNonRoot"] is True
        assert of_pod["runAsUser"] > 0
        assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
        assert of_container == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        }
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.spec.keys()
        assert not [volume for volume in pod.spec["volumes"] if "hostPath" in volume]


@pytest.mark.promise("S79")
@every_place
def test_the_user_is_that_of_the_image(place: str) -> None:
    [user] = set(re.findall(r"^USER ([1-9]\d+):", (ROOT / "Dockerfile").read_text(), flags=re.M))

    assert str(find_pod(place, "app").spec["securityContext"]["runAsUser"]) == user


@pytest.mark.promise("S79")
@every_place
def test_no_pod_has_a_token_of_the_cluster(place: str) -> None:
    assert not [
        pod.name
        for pod in list_pods(place)
        if pod.spec["automountServiceAccountToken"] is not False
    ]
    for account in find(place, "ServiceAccount").values():
        assert account["automountServiceAccountToken"] is False
    assert not find(place, "RoleBinding") | find(place, "ClusterRoleBinding")


@pytest.mark.promise("S79")
@every_place
def test_what_else_runs_there_puts_nothing_into_its_environment(place: str) -> None:
    assert not [pod.name for pod in list_pods(place) if pod.spec["enableServiceLinks"] is not False]


@pytest.mark.promise("S79")
@every_place
def test_a_pod_asks_for_what_it_needs_and_cannot_take_the_whole_machine(place: str) -> None:
    for pod, container in list_containers(place):
        asked, most = container["resources"]["requests"], container["resources"]["limits"]
        assert asked.keys() == most.keys() == {"cpu", "memory"}
        assert read_memory(asked["memory"]) <= read_memory(most["memory"]) <= 1024
        for volume in pod.spec["volumes"]:
            assert "emptyDir" not in volume or volume["emptyDir"]["sizeLimit"]


def read_memory(text: str) -> int:
    """Return an amount in MiB."""
    return int(text[:-2]) * UNITS[text[-2:]]


@pytest.mark.promise("S79")
@every_place
def test_a_pod_that_is_to_end_gets_no_request_more_and_ends_those_that_run(place: str) -> None:
    pod = find_pod(place, "app")
    [container] = pod.spec["containers"]
    before = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    ready = container["readinessProbe"]

    drain, stop = read_setting("SERVER_DRAIN_SECONDS"), read_setting("SERVER_STOP_SECONDS")

    assert before >= 5  # so long until every gateway has heard of it
    assert pod.spec["terminationGracePeriodSeconds"] >= before + drain + stop + 5
    assert ready["periodSeconds"] * ready["failureThreshold"] <= 10


@every_place
def test_secrets_can_be_read_by_the_pod_and_written_by_nobody(place: str) -> None:
    for pod in list_pods(place):
        for volume in pod.spec["volumes"]:
            assert "secret" not in volume or volume["secret"]["defaultMode"] == 0o440
        for container in pod.containers:
            for mount in container["volumeMounts"]:
                assert mount["name"] != "secrets" or mount["readOnly"] is True
        assert pod.spec["securityContext"]["fsGroup"] == pod.spec["securityContext"]["runAsUser"]
