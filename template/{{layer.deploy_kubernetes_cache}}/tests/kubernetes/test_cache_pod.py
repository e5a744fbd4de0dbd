"""What the pods share is reached by them alone, and keeps nothing."""

import pytest

from tests.kubernetes.reading import every_place, find, find_pod, read_environment


@pytest.mark.promise("S79")
@every_place
def test_only_the_service_reaches_the_cache_and_it_reaches_nobody(place: str) -> None:
    policies = {name: one["spec"] for name, one in find(place, "NetworkPolicy").items()}
    chosen = {"matchLabels": {"app.kubernetes.io/component": "cache"}}

    [way] = policies["cache"]["ingress"]

    assert policies["cache"]["podSelector"] == chosen
    assert way["from"] == [{"podSelector": {"matchLabels": {"app.kubernetes.io/component": "app"}}}]
    assert [name for name, one in policies.items() if one["podSelector"] == chosen] == ["cache"]


@every_place
def test_the_service_finds_it_under_its_name(place: str) -> None:
    [container] = find_pod(place, "app").spec["containers"]
    [port] = find(place, "Service")["cache"]["spec"]["ports"]

    assert read_environment(place, container)["REDIS_URL"] == f"redis://cache:{port['port']}/0"
    assert "redis_password" in find_pod(place, "app").find_secrets()


@pytest.mark.promise("S79")
@every_place
def test_it_wants_a_password_that_stands_in_no_command(place: str) -> None:
    pod = find_pod(place, "cache")
    [container] = pod.spec["containers"]

    assert pod.find_secrets() == {"redis_password": "redis_password"}
    assert "requirepass $(cat /run/secrets/redis_password)" in container["args"][0]
    assert "env" not in container
