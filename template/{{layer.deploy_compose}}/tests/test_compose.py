"""Each container has what it needs and nothing more, and nobody gets in but callers."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

every_service = pytest.mark.parametrize("name", SERVICES)


@pytest.mark.promise("S78")
@every_service
def test_a_container_has_no_rights_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


@pytest.mark.promise("S78")
@every_service
def test_a_container_cannot_write_where_its_program_lies(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert "/tmp" in service["tmpfs"]  # noqa: S108  # it lies in memory, and is gone afterwards


@pytest.mark.promise("S78")
@every_service
def test_a_container_cannot_take_the_whole_machine(name: str) -> None:
    service = SERVICES[name]

    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 512
    assert {"max-size", "max-file"} == set(service["logging"]["options"])


@pytest.mark.promise("S78")
@every_service
def test_an_image_of_others_has_a_version_and_a_user(name: str) -> None:
    service = SERVICES[name]

    if "build" not in service:
        assert re.search(r":\d", service["image"])
        assert service["user"] not in ("root", "0", "0:0")


@pytest.mark.promise("S78")
def test_only_caddy_can_be_reached_from_outside() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"caddy": ["80:80", "443:443"]}


@pytest.mark.promise("S78")
def test_nothing_but_the_service_stands_between_outside_and_inside() -> None:
    inside = {name for name, service in SERVICES.items() if "back" in service["networks"]}

    assert COMPOSE["networks"]["back"]["internal"] is True
    assert SERVICES["caddy"]["networks"] == ["front"]
    assert {name for name in inside if "front" in SERVICES[name]["networks"]} == {"app"}


@pytest.mark.promise("S78")
def test_no_secret_stands_in_the_environment() -> None:
    words = [
        f"{key}={value}"
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if not key.endswith("_FILE")
    ]

    assert not [word for word in words if re.search(r"PASSWORD|SECRET|TOKEN|:[^/@]+@", word)]


@pytest.mark.promise("S78")
def test_the_service_starts_only_after_its_tables_are_there() -> None:
    before = SERVICES["app"]["depends_on"]["migrate"]["condition"]

    assert before == "service_completed_successfully"
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.promise("S35")
def test_the_service_believes_the_proxy_and_nobody_else() -> None:
    [network] = COMPOSE["networks"]["front"]["ipam"]["config"]

    assert SERVICES["app"]["environment"]["HTTP_TRUSTED_PROXIES"] == network["subnet"]
