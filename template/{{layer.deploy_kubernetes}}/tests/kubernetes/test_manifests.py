"""What is brought into a cluster is well formed, and every name in it leads somewhere."""

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from app.core.routing import list_routes
from app.features import FEATURES
from dev.manifests import PLACES, VERSIONS, build, find_fault
from tests.kubernetes.reading import every_place, find, find_pod, is_chosen, list_pods

ROOT = Path(__file__).parents[2]
BASE = ROOT / "deploy" / "kubernetes" / "base"
ROUTES = {
    route.path
    for feature in FEATURES
    for route in list_routes(feature.router)
    if isinstance(route, APIRoute)
}


@every_place
@pytest.mark.parametrize("version", VERSIONS)
def test_the_newest_versions_of_kubernetes_take_it(place: str, version: str) -> None:
    assert [fault for one in build(place) if (fault := find_fault(one, version))] == []


@pytest.mark.parametrize("wrong", [{"replicas": "two"}, {"replica": 2}])
def test_a_manifest_that_is_wrong_is_found(wrong: dict[str, object]) -> None:
    right = find(PLACES[0], "Deployment")["app"]

    assert find_fault(right, VERSIONS[-1]) == ""
    assert find_fault(right | {"spec": right["spec"] | wrong}, VERSIONS[-1]) != ""


def test_every_file_of_the_base_is_part_of_it() -> None:
    written = (BASE / "kustomization.yaml").read_text()

    assert {path.name for path in BASE.iterdir()} - {"kustomization.yaml"} == set(
        re.findall(r"[\w-]+\.(?:yaml|env)", written)
    )


@every_place
def test_each_place_has_a_namespace_of_its_own(place: str) -> None:
    [namespace] = find(place, "Namespace")

    assert namespace.endswith(f"-{place}")
    assert {one["metadata"].get("namespace", namespace) for one in build(place)} == {namespace}


@every_place
def test_what_selects_pods_finds_them(place: str) -> None:
    pods = list(list_pods(place))
    for name, one in find(place, "Deployment").items():
        assert is_chosen(one["spec"]["selector"], find_pod(place, name).labels)
    chosen = [{"matchLabels": one["spec"]["selector"]} for one in find(place, "Service").values()]
    for kind, key in (("NetworkPolicy", "podSelector"), ("PodDisruptionBudget", "selector")):
        chosen += [one["spec"][key] for one in find(place, kind).values()]

    assert [one for one in chosen if not any(is_chosen(one, pod.labels) for pod in pods)] == []


@every_place
def test_every_port_has_a_name_and_leads_to_what_listens(place: str) -> None:
    named = {
        pod.component: {
            port["name"]: port["containerPort"] for port in pod.containers[-1].get("ports", [])
        }
        for pod in list_pods(place)
    }
    exposed = re.findall(r"^EXPOSE (\d+)$", (ROOT / "Dockerfile").read_text(), flags=re.M)

    assert sorted(named["app"].values()) == sorted(map(int, exposed))
    for name, service in find(place, "Service").items():
        ports = {port["targetPort"]: port["port"] for port in service["spec"]["ports"]}
        assert ports == named[name]
    for pod in list_pods(place):
        for port in re.findall(r"'port': '(\w+)'", str(pod.spec)):
            assert port in named[pod.component]


@every_place
def test_probes_ask_what_the_service_answers(place: str) -> None:
    [container] = find_pod(place, "app").spec["containers"]
    asked = {
        kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")
    }

    assert {one["path"] for one in asked.values()} <= ROUTES
    assert {kind: one["path"] for kind, one in asked.items()} == {
        "startup": "/health/live",
        "readiness": "/health/ready",  # only there the database is asked
        "liveness": "/health/live",
    }


@every_place
def test_the_route_leads_callers_to_the_service_over_tls(place: str) -> None:
    routes = {name: one["spec"] for name, one in find(place, "HTTPRoute").items()}
    service = find(place, "Service")["app"]["spec"]
    backends = [one for rule in routes["app"]["rules"] for one in rule["backendRefs"]]

    assert {name: one["parentRefs"][0]["sectionName"] for name, one in routes.items()} == {
        "app": "https",
        "plain": "http",
    }
    assert {(one["name"], one["port"]) for one in backends} == {
        ("app", port["port"]) for port in service["ports"]
    }
    assert routes["plain"]["rules"] == [
        {
            "filters": [
                {
                    "type": "RequestRedirect",
                    "requestRedirect": {"scheme": "https", "statusCode": 301},
                }
            ]
        }
    ]


@every_place
def test_callers_use_the_name_that_the_settings_say(place: str) -> None:
    [settings] = find(place, "ConfigMap").values()

    for route in find(place, "HTTPRoute").values():
        assert route["spec"]["hostnames"] == [settings["data"]["DOMAIN"]]


@every_place
def test_every_image_has_a_version(place: str) -> None:
    images = {container["image"] for pod in list_pods(place) for container in pod.containers}

    assert images
    assert not [image for image in images if not re.search(r":[\w.-]+$|@sha256:", image)]
    assert not [image for image in images if image.endswith(":latest")]


@every_place
def test_what_a_pod_mounts_and_reads_exists(place: str) -> None:
    there = {(one["kind"], one["metadata"]["name"]) for one in build(place)}

    for pod in list_pods(place):
        volumes = {volume["name"]: volume for volume in pod.spec["volumes"]}
        claims = set(re.findall(r"'claimName': '([\w-]+)'", str(volumes)))
        assert {("PersistentVolumeClaim", claim) for claim in claims} <= there
        assert ("ServiceAccount", pod.spec["serviceAccountName"]) in there
        mounted = {one["name"] for container in pod.containers for one in container["volumeMounts"]}
        assert mounted == volumes.keys()
