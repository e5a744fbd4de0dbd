"""Backups are taken, proved and thinned out by the clock of the cluster, and a failure is seen."""

import json
import re
from pathlib import Path

import pytest
import yaml

from app.core.identity import NAME
from app.core.schedule import read_entry
from app.schedules import SCHEDULES
from tests.kubernetes.conftest import ROOT, Cluster
from tests.kubernetes.reading import Pod, every_place, find, list_pods
from tests.kubernetes.starting import check


def list_backups(place: str) -> list[Pod]:
    """Return the pods that look after backups."""
    return [pod for pod in list_pods(place) if pod.kind == "CronJob"]


@pytest.mark.promise("S79")
@every_place
def test_the_cluster_does_what_the_service_would_do_by_the_clock(place: str) -> None:
    wanted = {(entry.command, entry.times) for entry in map(read_entry, SCHEDULES)}

    jobs = find(place, "CronJob")
    done = {
        (
            tuple(pod.spec["containers"][0]["args"]),
            tuple(jobs[pod.name]["spec"]["schedule"].split()),
        )
        for pod in list_backups(place)
    }

    assert done == wanted
    assert {one["spec"]["timeZone"] for one in jobs.values()} == {"Etc/UTC"}


@every_place
def test_one_is_not_begun_beside_itself_and_a_failure_is_kept(place: str) -> None:
    for job in find(place, "CronJob").values():
        spec = job["spec"]
        assert spec["concurrencyPolicy"] == "Forbid"
        assert spec["failedJobsHistoryLimit"] > 0
        assert spec["jobTemplate"]["spec"]["backoffLimit"] == 0
        assert not spec.get("suspend")


@pytest.mark.promise("S61")
@every_place
def test_what_takes_backups_finds_what_it_needs(place: str, tmp_path: Path) -> None:
    [pod, *others] = list_backups(place)

    assert check(place, pod, tmp_path) == (0, "")
    assert {str(other.spec["volumes"]) for other in others} <= {str(pod.spec["volumes"])}


@every_place
def test_the_service_does_not_know_what_opens_the_backups(place: str) -> None:
    holders = {
        pod.component for pod in list_pods(place) if "backups_password" in pod.find_secrets()
    }

    assert "backup" in holders
    assert "app" not in holders


@every_place
def test_it_runs_the_image_that_has_the_programs(place: str) -> None:
    overlay = ROOT / "deploy" / "kubernetes" / "overlays" / place / "kustomization.yaml"
    named = {one["name"]: one["newName"] for one in yaml.safe_load(overlay.read_text())["images"]}
    [image] = {pod.spec["containers"][0]["image"] for pod in list_backups(place)}

    assert re.split("[:@]", image.removeprefix(named[f"{NAME}-backup"]))[0] == ""
    assert named[f"{NAME}-backup"] != named[NAME]


def draw_job() -> str:
    """Return what the cluster makes of the first CronJob."""
    [first, *_] = find("staging", "CronJob").values()
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "run"}}
    return json.dumps(job | first["spec"]["jobTemplate"])


def test_a_command_is_run_once_where_backups_are_run(cluster: Cluster) -> None:
    cluster.has("job", draw_job())

    done = cluster.run("run.sh", "staging", "backup", "restore", "--at", "latest")

    assert done.returncode == 0, done.stderr
    sent = json.loads((cluster.folder / "received").read_text())
    [container] = sent["spec"]["template"]["spec"]["containers"]
    assert (container["command"], container["args"]) == (
        ["app"],
        ["backup", "restore", "--at", "latest"],
    )
    [asked] = [line for line in cluster.told() if " create job run-" in line]
    assert " --from=cronjob/backup-run " in asked


def test_a_command_that_fails_says_so(cluster: Cluster) -> None:
    cluster.has("job", draw_job())
    cluster.has("condition", "FailureTarget Failed")

    assert cluster.run("run.sh", "staging", "backup", "drill").returncode == 1
