"""Whatever is sent, the service answers as docs/openapi.json says, and never with a fault."""

from collections.abc import Callable
from typing import Any, Protocol

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dev.openapi import FILE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SETTINGS = settings(
    max_examples=60,  # for each route: a few seconds in all
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

schema = schemathesis.openapi.from_path(FILE)


class Running(Protocol):
    """A service in its own process."""

    port: int

    def wait_until_ready(self) -> None: ...


@pytest.fixture(scope="module")
def address(start: Callable[[], Running]) -> str:
    """Where a service runs."""
    running = start()
    running.wait_until_ready()
    return f"http://127.0.0.1:{running.port}"


@pytest.mark.promise("S31")
@schema.parametrize()
@SETTINGS
def test_every_request_is_answered_as_described(
    case: Case[Any], address: str, client: TestClient
) -> None:
    case.call_and_validate(base_url=address, checks=CHECKS)
