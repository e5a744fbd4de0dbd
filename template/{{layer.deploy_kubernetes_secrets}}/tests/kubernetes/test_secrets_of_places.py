"""Secrets are made outside of git, kept, brought into the cluster, and missed where they lack."""

import base64
import re
import stat
import subprocess

import pytest
import yaml

from dev.manifests import VERSIONS, find_fault
from tests.kubernetes.conftest import ROOT, Cluster
from tests.kubernetes.reading import every_place, list_pods

[MADE] = [
    found.split()
    for found in re.findall(
        r'/secrets\.sh "\$\(place\)" (.*)$', (ROOT / "Makefile").read_text(), re.M
    )
]


OWNERS = {"migrate", "backup"}


def make(cluster: Cluster) -> subprocess.CompletedProcess[str]:
    """Do what `make secrets place=staging` does; what cannot be made is there already."""
    folder = cluster.clone / "secrets" / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    for key in {key for pod in list_pods("staging") for key in pod.find_secrets().values()}:
        if key not in MADE:
            (folder / key).write_text("given")
    return cluster.run("secrets.sh", "staging", *MADE)


@every_place
def test_every_secret_of_a_pod_is_made_or_named_in_the_manual(place: str) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    wanted = {key for pod in list_pods(place) for key in pod.find_secrets().values()}

    assert set(MADE) <= wanted
    assert not [key for key in wanted - set(MADE) if f"`{key}`" not in manual]


@pytest.mark.promise("S79")
def test_what_is_made_is_random_and_out_of_reach_for_other_users(cluster: Cluster) -> None:
    assert make(cluster).returncode == 0

    folder = cluster.clone / "secrets" / "staging"
    made = {name: (folder / name) for name in MADE}
    assert len({path.read_text() for path in made.values()}) == len(MADE)
    assert all(re.fullmatch("[0-9a-f]{64}", path.read_text()) for path in made.values())
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.values()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.promise("S79")
def test_what_is_there_is_never_touched_and_all_of_it_is_brought(cluster: Cluster) -> None:
    folder = cluster.clone / "secrets" / "staging"
    folder.mkdir(parents=True)
    (folder / MADE[0]).write_text("mine")

    assert make(cluster).returncode == 0

    brought = yaml.safe_load((cluster.folder / "received").read_text())
    data = {key: base64.b64decode(value).decode() for key, value in brought["data"].items()}
    assert (folder / MADE[0]).read_text() == "mine"
    assert brought["metadata"]["name"] == "secrets"
    assert data == {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.promise("S79")
def test_git_knows_nothing_of_them() -> None:
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    written = [path.read_text() for path in (ROOT / "deploy").rglob("*.yaml")]
    assert not [text for text in written if re.search("^kind: Secret$", text, flags=re.M)]


@pytest.mark.promise("S79")
def test_what_the_manual_says_of_a_vault_can_be_written_into_an_overlay(cluster: Cluster) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    [written] = re.findall(r"^  ```yaml\n((?:  .*\n)+?)  ```$", manual, flags=re.M)
    overlay = cluster.clone / "deploy/kubernetes/overlays/production"
    (overlay / "vault.yaml").write_text(re.sub("^  ", "", written, flags=re.M))
    named = (overlay / "kustomization.yaml").read_text()
    named = named.replace("../base\n", "../base\n  - vault.yaml\n")
    (overlay / "kustomization.yaml").write_text(named)

    done = cluster.run("deploy.sh", "production")

    assert done.returncode == 0, done.stderr
    brought = list(yaml.safe_load_all((cluster.folder / "received").read_text()))
    [vault] = [one for one in brought if one["kind"] == "ExternalSecret"]
    [namespace] = [one for one in brought if one["kind"] == "Namespace"]
    assert {find_fault(vault, version) for version in VERSIONS} == {""}
    assert vault["metadata"]["namespace"] == namespace["metadata"]["name"]
    assert vault["spec"]["target"]["name"] == "secrets"
    assert namespace["metadata"]["labels"].items() > vault["metadata"]["labels"].items()


def test_a_cluster_without_them_is_left_alone(cluster: Cluster) -> None:
    cluster.has("secrets", "\n".join(MADE[1:]))

    done = cluster.run("deploy.sh", "staging")

    assert done.returncode == 1
    assert MADE[0] in done.stderr
    assert not [line for line in cluster.told() if "apply" in line or "delete" in line]


@pytest.mark.promise("S79")
@every_place
def test_a_pod_finds_what_it_reads_and_no_more(place: str) -> None:
    described = (ROOT / ".env.example").read_text()
    for pod in list_pods(place):
        found = pod.find_secrets()
        assert not [
            name for name in found if name not in described and name.upper() not in described
        ]
        assert "database_owner_password" not in found.values() or pod.component in OWNERS
