"""What an overlay says, as kustomize builds it: its manifests, its pods, and what each finds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dev.manifests import PLACES, Manifest, build

COMPONENT = "app.kubernetes.io/component"

every_place = pytest.mark.parametrize("place", PLACES)


@dataclass(frozen=True)
class Pod:
    """The template of a pod, and what makes pods of it."""

    kind: str
    name: str
    labels: dict[str, str]
    spec: dict[str, Any]

    @property
    def component(self) -> str:
        """Return what the pod is to the others."""
        return self.labels[COMPONENT]

    @property
    def containers(self) -> list[dict[str, Any]]:
        """Return all its containers: those that only prepare it first."""
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]

    def find_secrets(self) -> dict[str, str]:
        """Return the secrets that it finds: by which name, and which one each is."""
        volumes = [one["secret"] for one in self.spec["volumes"] if "secret" in one]
        return {item["path"]: item["key"] for one in volumes for item in one["items"]}


def find(place: str, kind: str) -> dict[str, Manifest]:
    """Return all of a kind by their names."""
    return {one["metadata"]["name"]: one for one in build(place) if one["kind"] == kind}


def list_pods(place: str) -> Iterator[Pod]:
    """Yield the template of every pod that there will be."""
    for manifest in build(place):
        spec = manifest.get("spec", {})
        if manifest["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if manifest["kind"] in ("CronJob", "Deployment", "Job"):
            inside = spec["template"]
            labels = inside["metadata"]["labels"]
            yield Pod(manifest["kind"], manifest["metadata"]["name"], labels, inside["spec"])


def find_pod(place: str, name: str) -> Pod:
    """Return the template of the pods of that name."""
    return next(pod for pod in list_pods(place) if pod.name == name)


def read_environment(place: str, container: dict[str, Any]) -> dict[str, str]:
    """Return the environment of a container, as the cluster makes it of its parts."""
    maps = {name: one["data"] for name, one in find(place, "ConfigMap").items()}
    given: dict[str, str] = {}
    for source in container.get("envFrom", []):
        given |= maps[source["configMapRef"]["name"]]
    for one in container.get("env", []):
        given[one["name"]] = re.sub(r"\$\((\w+)\)", lambda found: given[found[1]], one["value"])
    return given


def is_chosen(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """Say whether a selector means a pod with these labels."""
    exactly = selector.get("matchLabels", {})
    among = selector.get("matchExpressions", [])
    return all(labels.get(key) == value for key, value in exactly.items()) and all(
        one["operator"] == "In" and labels.get(one["key"]) in one["values"] for one in among
    )
