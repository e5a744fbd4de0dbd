"""The manifests of a project as others judge them, and its containers under what they say of them.

Checkov wants other versions of some libraries than we do, so uv gives it an environment of its own.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.delivery.engine import MINUTES, Engine, wait_until
from tests.delivery.pods import Pod, build, install_kubectl
from tests.delivery.test_engine import RIGHTS, engine
from tests.rendered import Rendered, clean_environment, render

__all__ = ["engine"]
pytestmark = pytest.mark.matrix

CHECKOV = ["uv", "tool", "run", "--quiet", "--no-build", "--from", "checkov>=3.3,<4", "checkov"]
SKIPPED = {
    "CKV_K8S_8": "the receiver ends by itself when it cannot go on; its readiness says the rest",
    "CKV_K8S_15": "a version is pushed once; a pod that starts anew needs no registry",
    "CKV_K8S_43": "a version is a tag that the release names; an overlay may say a digest",
}
EVERYTHING = {
    "deploy": "kubernetes",
    "auth": "session",
    "cache": "redis",
    "encryption": "yes",
    "api": ["rest", "websocket"],
}
ALONE = {
    "deploy": "kubernetes",
    "database": "sqlite",
    "auth": "none",
    "encryption": "yes",
    "backups": "local",
    "project_name": "shop-pod",
}


def judge(folder: Path) -> dict[str, set[str]]:
    """Return what Checkov finds in the manifests of a folder: each check, and which resources."""
    asked = subprocess.run([*CHECKOV, "--version"], env=clean_environment(), capture_output=True)
    if asked.returncode:
        pytest.skip("checkov is not to be had here")
    options = ["--framework", "kubernetes", "--skip-download", "--quiet", "--output", "json"]
    done = subprocess.run(
        [*CHECKOV, "--directory", str(folder), *options],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=10 * MINUTES,
    )
    found: dict[str, set[str]] = {}
    for one in json.loads(done.stdout)["results"]["failed_checks"]:
        found.setdefault(one["check_id"], set()).add(one["resource"].split(".")[-1])
    return found


@pytest.mark.parametrize("answers", [EVERYTHING, ALONE], ids=["everything", "alone"])
def test_checkov_finds_what_was_decided_and_nothing_else(
    answers: dict[str, Any], tmp_path: Path
) -> None:
    project = render(tmp_path / "service", answers)
    install_kubectl(project)
    (tmp_path / "built").mkdir()
    for place in ("staging", "production"):
        (tmp_path / "built" / f"{place}.yaml").write_text(build(project, place))

    found = judge(tmp_path / "built")

    assert found.keys() <= SKIPPED.keys()
    assert found.get("CKV_K8S_8", {"receiver"}) == {"receiver"}


def test_checkov_finds_a_pod_that_may_do_more(tmp_path: Path) -> None:
    project = render(tmp_path / "service", ALONE)
    install_kubectl(project)
    text = build(project, "production")
    (tmp_path / "built").mkdir()
    planted = text.replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")
    (tmp_path / "built" / "production.yaml").write_text(planted)

    assert "CKV_K8S_22" in judge(tmp_path / "built")


@pytest.fixture(scope="module")
def project(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A project of one pod, with its images."""
    project = render(tmp_path_factory.mktemp("pod") / "service", ALONE)
    install_kubectl(project)
    assert project.run("uv", "lock", "--quiet").returncode == 0
    engine.build("shop-pod", project.root)
    engine.build("shop-pod-backup", project.root, target="backup")
    return project


@pytest.fixture(scope="module")
def volumes(engine: Engine, project: Rendered) -> Iterator[dict[str, str]]:
    """Volumes that the pods' group may write to, and secrets laid as the kubelet lays them."""
    names = {name: f"pod-{name}" for name in ("data", "backups", "kept", "secrets")}
    for volume in names.values():
        engine.docker("volume", "create", volume)
    program = """
import os, secrets
for folder in ("data", "backups", "kept"):
    os.chown(f"/v/{folder}", 0, 10001)
    os.chmod(f"/v/{folder}", 0o2775)
os.mkdir("/v/secrets/..one")
for name in ("encryption_keys", "encryption_index_key", "backups_password"):
    path = f"/v/secrets/..one/{name}"
    open(path, "w").write(secrets.token_hex(32))
    os.chown(path, 0, 10001)
    os.chmod(path, 0o440)
    os.symlink(f"..data/{name}", f"/v/secrets/{name}")
os.symlink("..one", "/v/secrets/..data")
"""
    mounts = [f"--volume={volume}:/v/{name}" for name, volume in names.items()]
    image = "shop-pod"
    root = ["run", "--rm", "--user", "0", *mounts, "--entrypoint", "python", image, "-c", program]
    engine.docker(*root)
    try:
        yield names
    finally:
        engine.docker("volume", "rm", *names.values())


def test_its_containers_do_their_work_under_what_the_manifests_say(
    engine: Engine, project: Rendered, volumes: dict[str, str]
) -> None:
    manifests = list(yaml.safe_load_all(build(project, "production")))
    app = Pod(engine, manifests, "Deployment", "app")
    backup = Pod(engine, manifests, "CronJob", "backup-run")
    [migrate], [serve] = app.spec["initContainers"], app.spec["containers"]
    [take] = backup.spec["containers"]

    engine.docker("run", "--rm", *app.draw(migrate, volumes), "shop-pod", *migrate["args"])
    served = ["--name", "pod-app", *app.draw(serve, volumes), "shop-pod", *serve["args"]]
    engine.docker("run", "--detach", *served)
    try:
        wait_until(lambda: ask(engine, "app", "health") == "200")
        rights = json.loads(ask(engine, "python", "-c", RIGHTS))
        mine = [*backup.draw(take, volumes), "shop-pod-backup"]
        engine.docker("run", "--rm", *mine, *take["args"])
        listed = engine.docker("run", "--rm", *mine, "backup", "list")
        engine.docker("stop", "--time", str(app.spec["terminationGracePeriodSeconds"]), "pod-app")
        ended = json.loads(engine.docker("inspect", "pod-app"))[0]["State"]
    finally:
        engine.docker("rm", "--force", "pod-app")

    assert rights["uid"] == "10001"
    assert int(rights["capabilities"], 16) == 0
    assert rights["sealed"] == "1"
    assert rights["writable"] == ["/tmp/x"]
    assert len(listed.splitlines()) >= 1
    assert ended["ExitCode"] == 0


def ask(engine: Engine, *command: str) -> str:
    """Return what a command in the service's container prints; nothing where it fails."""
    try:
        return engine.docker("exec", "pod-app", *command).strip()
    except AssertionError:
        return ""
