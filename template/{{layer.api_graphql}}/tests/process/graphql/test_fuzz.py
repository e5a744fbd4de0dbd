"""Whatever is sent, the service answers as docs/schema.graphql says, and never with a fault."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from schemathesis import Case, Response
from schemathesis.specs.openapi.checks import response_schema_conformance

from dev.schema import FILE
from tests.asking import MEDIA_TYPE
from tests.process.service import Start

SETTINGS = settings(
    max_examples=60,  # for each query and mutation: a few seconds in all
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

texts = st.text(max_size=300)
schemathesis.graphql.scalar("Text", texts.map(nodes.String))
schemathesis.graphql.scalar("IdempotencyKey", st.text(max_size=20).map(nodes.String))

schema = schemathesis.graphql.from_file(FILE.read_text())


@pytest.fixture(scope="module")
def address(start: Start) -> str:
    """Where a service runs."""
    running = start(SERVER_HEADER_SECONDS="60")  # the next request may be long in the making
    running.wait_until_ready()
    return f"http://127.0.0.1:{running.port}/graphql"


def no_fault(context: Any, answer: Response, case: Case[Any]) -> None:
    """Fail on a fault: the library's own check takes every refusal of a resolver for one."""
    document = answer.json()
    statuses = [error["extensions"]["status"] for error in document.get("errors", [])]
    assert max([answer.status_code, *statuses]) < 500, document


def form_of_answers(context: Any, answer: Response, case: Case[Any]) -> None:
    """Fail on an answer without the form and the status that every one has."""
    document = answer.json()
    assert document.keys() <= {"data", "errors"}
    assert answer.status_code == (200 if "data" in document else 400)
    assert answer.headers["content-type"] == [f"{MEDIA_TYPE}; charset=utf-8"]


CHECKS = [no_fault, form_of_answers, response_schema_conformance]


@pytest.mark.promise("S31")
@schema.parametrize()
@SETTINGS
def test_every_operation_is_answered_as_described(
    case: Case[Any], address: str, headers: dict[str, str]
) -> None:
    accepted = {**headers, "Accept": MEDIA_TYPE}

    case.call_and_validate(base_url=address, headers=accepted, checks=CHECKS)
