"""What runs goes on until what is new is ready, and nothing is brought where it does not belong."""

from pathlib import Path

import pytest

from tests.kubernetes.conftest import ROOT, Cluster
from tests.kubernetes.reading import find


def test_all_that_the_overlay_says_is_brought_and_waited_for(cluster: Cluster) -> None:
    done = cluster.run("deploy.sh", "staging")

    assert done.returncode == 0, done.stderr
    assert cluster.told()[-2].startswith("apply --server-side")
    assert cluster.told()[-2].endswith(" --selector=")  # all of it
    [namespace] = find("staging", "Namespace")
    assert cluster.told()[-1].startswith(f"--namespace={namespace} rollout status deployment/app")


@pytest.mark.promise("S79")
def test_a_version_that_does_not_become_ready_is_taken_back(cluster: Cluster) -> None:
    cluster.has("broken")

    done = cluster.run("deploy.sh", "staging")

    assert done.returncode == 1
    assert "does not become ready" in done.stderr
    assert cluster.told()[-1].endswith("rollout undo deployment/app")


@pytest.mark.parametrize("example", ["example.com", "192.0.2.7", "198.51.100.7", "203.0.113.7"])
def test_a_place_that_nobody_has_described_is_refused(cluster: Cluster, example: str) -> None:
    settings = cluster.clone / "deploy/kubernetes/overlays/staging/settings.env"
    settings.write_text(f"{settings.read_text()}HTTP_CORS_ORIGINS=https://{example}\n")

    done = cluster.run("deploy.sh", "staging")

    assert done.returncode == 1
    assert "these are examples" in done.stderr
    assert cluster.told() == []


def test_what_is_rendered_first_is_such_a_place(cluster: Cluster) -> None:
    (cluster.clone / "deploy").rename(cluster.clone / "described")
    (cluster.clone / "deploy").symlink_to(ROOT / "deploy")

    assert cluster.run("deploy.sh", "production").returncode == 1
    assert cluster.told() == []


def test_a_release_is_written_into_its_place_and_no_other(cluster: Cluster) -> None:
    overlays = cluster.clone / "deploy/kubernetes/overlays"
    before = (overlays / "production/kustomization.yaml").read_text()

    assert cluster.run("promote.sh", "staging", "1.2.0").returncode == 0

    written = (overlays / "staging/kustomization.yaml").read_text()
    assert written.count("newTag: 1.2.0}") == written.count("newTag: ")
    assert (overlays / "production/kustomization.yaml").read_text() == before


@pytest.mark.parametrize("version", ["latest", "1/2", ""])
def test_what_is_no_version_is_refused(cluster: Cluster, version: str) -> None:
    path: Path = cluster.clone / "deploy/kubernetes/overlays/staging/kustomization.yaml"
    before = path.read_text()

    assert cluster.run("promote.sh", "staging", version).returncode != 0
    assert path.read_text() == before
