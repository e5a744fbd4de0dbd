"""The way in waits for nobody, and leads to the ports on which the service answers."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()


def test_caddy_sends_callers_to_the_ports_that_the_image_names() -> None:
    image = (ROOT / "Dockerfile").read_text()

    named = re.findall(r"^EXPOSE (\d+)$", image, flags=re.M)

    assert sorted(re.findall(r"reverse_proxy .*\b[\w.]+:(\d+)", CADDYFILE)) == sorted(named)


@pytest.mark.promise("S40")
@pytest.mark.parametrize("limit", ["read_header", "read_body", "idle"])
def test_caddy_does_not_wait_for_slow_callers(limit: str) -> None:
    [(number, unit)] = re.findall(rf"^\t\t\t{limit} (\d+)([sm])$", CADDYFILE, flags=re.M)

    assert 0 < int(number) * {"s": 1, "m": 60}[unit] <= 120
