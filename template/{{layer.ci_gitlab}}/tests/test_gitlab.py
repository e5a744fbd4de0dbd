"""The jobs run on images of one version, end, keep secrets, and have what the tests need."""

import re
from typing import Any

import pytest
import yaml

from tests.pipeline import FILES, read_commands, read_jobs

TEXT = FILES[0].read_text()
TOLD: dict[str, Any] = yaml.safe_load(TEXT)
JOBS = read_jobs()


def find_images() -> list[str]:
    """Return every image that a job or a service runs."""
    return re.findall(r"^ +(?:image|- name): ([\w./-]+[:@]\S+)$", TEXT, flags=re.M)


@pytest.mark.promise("S82")
def test_each_image_is_a_version_until_it_is_a_digest() -> None:
    images = find_images()

    assert len(images) >= 3
    assert not [one for one in images if not re.search(r":\d[\w.-]*$|@sha256:[0-9a-f]{64}$", one)]


@pytest.mark.promise("S82")
def test_each_job_ends() -> None:
    assert TOLD["default"]["timeout"] == "20 minutes"
    assert TOLD["default"]["interruptible"] is True


@pytest.mark.promise("S82")
def test_no_secret_stands_in_the_file_or_comes_into_the_log() -> None:
    named = re.findall(r"^ +(\w*(?:TOKEN|PASSWORD|KEY)\w*): ([^\s#]+)", TEXT, flags=re.M)
    shown = [line for line in read_commands() if re.search(r"\benv\b|set -x|echo|printenv", line)]

    assert {value for _, value in named} <= {"$CI_REGISTRY_PASSWORD"}
    assert shown == []
    assert "CI_DEBUG_TRACE" not in TEXT


@pytest.mark.promise("S82")
def test_all_that_holds_before_a_merge_is_checked_on_every_python() -> None:
    assert JOBS["check"]["parallel"]["matrix"] == [{"UV_PYTHON": ["3.11", "3.12", "3.13"]}]
    assert JOBS["check"]["script"][0] == "make check"


@pytest.mark.promise("S82")
def test_the_tests_are_told_of_every_server_that_is_started_for_them() -> None:
    tests = JOBS[".tests"]
    servers = {service["alias"] for service in tests.get("services", [])}

    told = {re.search(r"@([\w-]+):\d+/", str(value)) for value in tests["variables"].values()}
    assert {match[1] for match in told if match} == servers
    assert not [value for value in tests["variables"].values() if "127.0.0.1" in str(value)]


@pytest.mark.promise("S82")
def test_a_release_comes_after_every_check_and_is_signed_by_the_pipeline() -> None:
    release = JOBS["release"]

    assert TOLD["stages"] == ["check", "release", "deploy", "tell"]
    assert release["stage"] == "release"
    assert "needs" not in release  # with them, it would not wait for all that comes before
    assert not [name for name in ("check", "supply", "build") if "stage" in JOBS[name]]
    assert JOBS[".by-day"]["stage"] == "check"
    assert release["id_tokens"] == {"SIGSTORE_ID_TOKEN": {"aud": "sigstore"}}
    assert release["script"].index("make publish") < release["script"].index("make sign")
    assert release["interruptible"] is False
    assert release["release"]["description"] == "dist/changes.md"


@pytest.mark.promise("S82")
def test_what_is_deployed_waits_for_a_word_and_goes_to_a_protected_place() -> None:
    [deploy] = [job for job in JOBS.values() if job.get("stage") == "deploy"]

    assert deploy["environment"] == {"name": "production"}
    assert deploy["rules"] == [{"if": "$CI_COMMIT_TAG && $DEPLOY_TO", "when": "manual"}]


@pytest.mark.promise("S82")
def test_what_was_released_is_what_is_deployed() -> None:
    deploy = JOBS["deploy"]

    assert deploy["script"] == ["make ship"]
    assert "dist/images" in JOBS["release"]["artifacts"]["paths"]
    assert not {"dependencies", "needs"} & deploy.keys()  # with them, it would not have all of that


@pytest.mark.promise("S83")
def test_what_runs_is_looked_up_every_night() -> None:
    nightly = [job for job in JOBS.values() if ".by-night" in job.get("extends", [])]

    commands = {line for job in nightly for line in job["script"]}
    assert {"make audit", "make audit-released", "make scan-image"} <= commands
    assert JOBS[".by-night"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}]


@pytest.mark.promise("S83")
def test_what_a_night_found_is_told_after_all_that_it_looked_at() -> None:
    [rule] = JOBS["tell"]["rules"]

    assert rule["when"] == "on_failure"
    assert rule["if"].startswith('$CI_PIPELINE_SOURCE == "schedule" && ')
    assert TOLD["stages"][-1] == JOBS["tell"]["stage"]
    assert JOBS["tell"]["script"] == ["make tell"]
