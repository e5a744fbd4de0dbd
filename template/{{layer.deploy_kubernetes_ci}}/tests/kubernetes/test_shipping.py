"""A release is brought into its cluster as it was signed, with a key that nobody else finds."""

import re
from pathlib import Path

import pytest

from app.core.identity import NAME
from dev.manifests import build
from tests.kubernetes.conftest import ROOT, Cluster
from tests.kubernetes.reading import every_place

NEEDED = {
    "VERSION": "v1.2.0",
    "DEPLOY_TO": "staging",
    "DEPLOY_KUBECONFIG": "the key",  # pragma: allowlist secret
}
SEES_THE_KEY = """#!/bin/sh
echo "$KUBECONFIG" > {folder}/where
stat -c %a "$KUBECONFIG" > {folder}/mode
cat "$KUBECONFIG" > {folder}/key
env | grep -c DEPLOY_KUBECONFIG >> {folder}/told_to_others
exec {kubectl} "$@"
"""
# What the role `admin` of every cluster may change in a namespace, of the kinds that are used here.
ADMIN = {
    *("ConfigMap", "CronJob", "Deployment", "HorizontalPodAutoscaler", "Job", "NetworkPolicy"),
    *("PersistentVolumeClaim", "PodDisruptionBudget", "Service", "ServiceAccount"),
}


@pytest.fixture
def released(cluster: Cluster) -> set[str]:
    """What the pipeline has pushed: each image by its digest."""
    [published] = re.findall(r"/publish\.sh (.*)$", (ROOT / "Makefile").read_text(), flags=re.M)
    images = {
        stage: f"ghcr.test/{NAME}/{stage}@sha256:{str(count) * 64}"
        for count, stage in enumerate(published.split())
    }
    (cluster.clone / "dist").mkdir()
    lines = [f"{stage} {image}\n" for stage, image in images.items()]
    (cluster.clone / "dist" / "images").write_text("".join(lines))
    return set(images.values())


@pytest.mark.promise("S79")
def test_what_was_signed_is_what_runs(cluster: Cluster, released: set[str]) -> None:
    done = cluster.run("ship.sh", **NEEDED)

    assert done.returncode == 0, done.stderr
    assert cluster.told()[-2].endswith(" --selector=")  # all of it
    brought = re.findall(r"image: (\S+)", (cluster.folder / "received").read_text())
    assert {image.replace(":1.2.0@", "@") for image in brought if NAME in image} == released


@pytest.mark.promise("S79")
@pytest.mark.parametrize("broken", [False, True])
def test_the_key_is_read_by_kubectl_and_nobody_else_and_is_gone_then(
    broken: bool, cluster: Cluster, released: set[str]
) -> None:
    program, kubectl = cluster.folder / "kubectl", cluster.folder / "kubectl.before"
    program.rename(kubectl)
    program.write_text(SEES_THE_KEY.format(folder=cluster.folder, kubectl=kubectl))
    program.chmod(0o755)
    if broken:
        cluster.has("broken")

    done = cluster.run("ship.sh", **NEEDED)

    assert done.returncode == int(broken)
    assert (cluster.folder / "key").read_text() == "the key\n"
    assert (cluster.folder / "mode").read_text() == "600\n"
    assert set((cluster.folder / "told_to_others").read_text().split()) == {"0"}
    assert not Path((cluster.folder / "where").read_text().strip()).exists()


@pytest.mark.promise("S79")
def test_without_the_images_of_the_release_nothing_is_brought(cluster: Cluster) -> None:
    done = cluster.run("ship.sh", **NEEDED)

    assert done.returncode != 0
    assert cluster.told() == []


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_nothing_happens_while_something_is_missing(
    name: str, cluster: Cluster, released: set[str]
) -> None:
    done = cluster.run("ship.sh", **{key: value for key, value in NEEDED.items() if key != name})

    assert done.returncode != 0
    assert cluster.told() == []


@every_place
def test_the_manual_names_all_that_the_account_of_the_pipeline_has_to_change(place: str) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()

    others = {one["kind"] for one in build(place)} - ADMIN
    assert "ClusterRole `admin`" in manual
    assert not [kind for kind in others if f"`{kind}`" not in manual]
