"""What runs goes on until what is new is ready, and nothing is brought where it does not belong."""

import re
from pathlib import Path

import pytest

from app.core.identity import NAME
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


def test_after_a_version_was_taken_back_the_next_one_is_brought(cluster: Cluster) -> None:
    cluster.has("broken")
    assert cluster.run("deploy.sh", "staging").returncode == 1
    (cluster.folder / "broken").unlink()

    done = cluster.run("deploy.sh", "staging")

    assert done.returncode == 0, done.stderr


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

    assert set(read_images(cluster).values()) == {"1.2.0"}
    assert (overlays / "production/kustomization.yaml").read_text() == before


def read_images(cluster: Cluster) -> dict[str, str]:
    """Return the images that are ours in staging: under which tag, and digest."""
    text = (cluster.clone / "deploy/kubernetes/overlays/staging/kustomization.yaml").read_text()
    images = re.findall(r"^  - .name: ([\w-]+), .*newTag: (.*).$", text, flags=re.M)
    return {name: tag for name, tag in images if name.startswith(NAME)}


def write_release(cluster: Cluster) -> dict[str, str]:
    """Write what is released of all that staging names; return each image with its digest."""
    names = sorted(read_images(cluster))
    digests = {name: "sha256:" + str(count) * 64 for count, name in enumerate(names)}
    stages = {name: name.removeprefix(NAME).removeprefix("-") or "service" for name in names}
    lines = [f"{stages[name]} ghcr.test/{name}@{digest}\n" for name, digest in digests.items()]
    (cluster.clone / "images").write_text("".join(lines))
    return digests


@pytest.mark.promise("S79")
def test_the_images_of_a_release_are_named_by_digest_and_kustomize_takes_them(
    cluster: Cluster,
) -> None:
    digests = write_release(cluster)

    assert cluster.run("promote.sh", "staging", "1.2.0", "images").returncode == 0

    assert cluster.run("deploy.sh", "staging").returncode == 0
    brought = set(re.findall(r"image: (ghcr\.\S+)", (cluster.folder / "received").read_text()))
    assert brought == {f"ghcr.test/{name}:1.2.0@{digest}" for name, digest in digests.items()}


def test_a_version_without_digests_is_not_held_to_those_before(cluster: Cluster) -> None:
    write_release(cluster)
    assert cluster.run("promote.sh", "staging", "1.2.0", "images").returncode == 0

    assert cluster.run("promote.sh", "staging", "1.3.0").returncode == 0

    assert set(read_images(cluster).values()) == {"1.3.0"}


@pytest.mark.promise("S79")
@pytest.mark.parametrize("lost", ["@sha256:.*", "(?s).*"])
def test_an_image_that_the_release_has_by_no_digest_is_refused(cluster: Cluster, lost: str) -> None:
    before = read_images(cluster)
    write_release(cluster)
    images = cluster.clone / "images"
    images.write_text(re.sub(lost, ":1.2.0", images.read_text()))

    done = cluster.run("promote.sh", "staging", "1.2.0", "images")

    assert done.returncode == 1
    assert "by its digest" in done.stderr
    assert read_images(cluster) == before


def test_an_image_that_would_be_left_as_it_was_is_told(cluster: Cluster) -> None:
    path = cluster.clone / "deploy/kubernetes/overlays/staging/kustomization.yaml"
    named = path.read_text().replace("  - {name: ", "  - {  name: ")
    path.write_text(named)

    done = cluster.run("promote.sh", "staging", "1.2.0")

    assert done.returncode == 1
    assert "does not say what these images are" in done.stderr
    assert path.read_text() == named


def test_what_runs_by_digest_cannot_be_built_anew(cluster: Cluster) -> None:
    write_release(cluster)
    assert cluster.run("promote.sh", "staging", "1.2.0", "images").returncode == 0

    done = cluster.run("push.sh", "staging")

    assert done.returncode == 1
    assert "is another" in done.stderr


@pytest.mark.parametrize("version", ["latest", "1/2", ""])
def test_what_is_no_version_is_refused(cluster: Cluster, version: str) -> None:
    path: Path = cluster.clone / "deploy/kubernetes/overlays/staging/kustomization.yaml"
    before = path.read_text()

    assert cluster.run("promote.sh", "staging", version).returncode != 0
    assert path.read_text() == before
