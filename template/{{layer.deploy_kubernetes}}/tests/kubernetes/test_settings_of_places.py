"""Every setting and secret that is needed is given, and none that nobody reads."""

import re
from pathlib import Path

import pytest

from tests.kubernetes.reading import every_place, find_pod, list_pods, read_environment
from tests.kubernetes.starting import check

ROOT = Path(__file__).parents[2]
KNOWN = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), flags=re.M))


@every_place
def test_no_setting_is_given_that_nobody_knows(place: str) -> None:
    for pod in list_pods(place):
        for container in pod.containers:
            referred = set(re.findall(r"\$\((\w+)\)", str(container.get("env"))))
            known = KNOWN | referred | {"DOMAIN", "DATABASE_HOST"}
            assert set(read_environment(place, container)) - known == set()


@pytest.mark.promise("S79")
@every_place
def test_no_secret_stands_in_the_environment(place: str) -> None:
    for pod in list_pods(place):
        for container in pod.containers:
            given = [f"{key}={value}" for key, value in read_environment(place, container).items()]
            assert not [one for one in given if re.search(r"PASSWORD|SECRET|TOKEN|:[^/@]+@", one)]
            assert not re.search("secret(Key)?Ref", str(container))


@every_place
def test_the_service_starts_with_what_its_pod_is_given(place: str, tmp_path: Path) -> None:
    assert check(place, find_pod(place, "app"), tmp_path, "--serving") == (0, "")
