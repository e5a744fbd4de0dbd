"""Whatever is sent, the service answers as docs/openapi.json says, and never with a fault."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dev.openapi import FILE
from tests.process.service import Start

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


@pytest.fixture(scope="module")
def address(start: Start) -> str:
    """Where a service runs."""
    running = start(SERVER_HEADER_SECONDS="60")  # the next request may be long in the making
    running.wait_until_ready()
    return f"http://127.0.0.1:{running.port}"


@pytest.mark.promise("S31")
@schema.parametrize()
@SETTINGS
def test_every_request_is_answered_as_described(
    case: Case[Any], address: str, headers: dict[str, str]
) -> None:
    case.call_and_validate(base_url=address, headers=headers, checks=CHECKS)
