"""Errors are told in the codes of every other protocol; a fault of ours tells nothing of itself."""

from typing import Any

import pytest

from app.core.errors import Unavailable
from tests.asking import post
from tests.core.graphql.conftest import OpenClient

LIST = "{ notes { nodes { id } } }"
SECRET = "hunter2"  # noqa: S105  # pragma: allowlist secret


class Broken:
    """A database that fails as a test wants, or gives what it wants."""

    def __init__(self, error: Exception | None = None, row: list[object] | None = None) -> None:
        self.error = error
        self.row = row

    async def rows(self) -> list[Any]:
        """Fail, or give one row."""
        if self.error:
            raise self.error
        return [self.row]


@pytest.mark.promise("S48")
def test_a_fault_is_masked_and_logged(
    open_graphql: OpenClient, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Broken(RuntimeError(f"password={SECRET}"))

    answer = post(open_graphql(database=broken), LIST)

    [error] = answer.json()["errors"]
    assert answer.json()["data"] == {"notes": None}
    assert error["message"] == "This is a fault of the service."
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "title": "Internal server error",
        "status": 500,
        "request_id": answer.headers["x-request-id"],
    }
    assert SECRET not in answer.text
    assert "field failed" in capsys.readouterr().out


@pytest.mark.promise("S48")
def test_an_outage_is_told_with_when_to_ask_again(open_graphql: OpenClient) -> None:
    broken = Broken(Unavailable("The database does not answer."))

    answer = post(open_graphql(database=broken), LIST)

    [error] = answer.json()["errors"]
    assert error["path"] == ["notes"]
    assert error["locations"] == [{"line": 1, "column": 3}]
    assert error["message"] == "The database does not answer."
    assert (error["extensions"]["code"], error["extensions"]["status"]) == ("UNAVAILABLE", 503)
    assert error["extensions"]["retry_after"] == 2


@pytest.mark.promise("S48")
@pytest.mark.parametrize("field", ["id", "version"])
def test_a_wrong_value_of_ours_is_a_fault(open_graphql: OpenClient, field: str) -> None:
    database = Broken(row=[None, SECRET, f"{SECRET} is no number"])
    document = LIST.replace("id", field)

    answer = post(open_graphql(database=database), document)

    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert SECRET not in answer.text


@pytest.mark.promise("S48")
def test_a_field_that_is_wrong_is_told_as_over_every_protocol(open_graphql: OpenClient) -> None:
    document = 'mutation { createNote(input: {title: "", reference: ""}) { id } }'

    [error] = post(open_graphql(), document).json()["errors"]

    assert error["message"] == "Some fields are wrong."
    assert error["extensions"]["status"] == 422
    assert [(one["at"], one["code"]) for one in error["extensions"]["errors"]] == [
        ("input.title", "string_too_short"),
        ("input.reference", "string_too_short"),
    ]


ECHOING: list[dict[str, object]] = [
    {"query": "{ hunter2 }"},
    {"query": "{ __typename(a: hunter2) }"},
    {"query": '{ note(id: "hunter2") { id } }'},
    {"query": "{ ...hunter2 }"},
    {"query": "{ __typename @hunter2 }"},
    {"query": "query(hunter2: X) { a }"},
    {"query": "{ hunter2 "},
    {"query": '{ a(b: "hunter2) }'},
    {"query": "query a { __typename }", "operationName": "hunter2"},
    {"query": "query $hunter2 { __typename }"},
    {"query": "query($hunter2: Int!) { notes(first: $hunter2) { nodes { id } } }"},
    {"query": "query($a: Int!) { a }", "variables": {"a": "hunter2"}},
    {"query": "query($a: UUID!) { note(id: $a) { id } }", "variables": {"a": "hunter2"}},
]


@pytest.mark.promise("S30")
@pytest.mark.parametrize("body", ECHOING)
def test_a_refusal_never_repeats_what_was_sent(
    open_graphql: OpenClient, body: dict[str, object]
) -> None:
    headers = {"Accept": "application/graphql-response+json"}

    answer = open_graphql().post("/graphql", json=body, headers=headers)

    assert answer.status_code == 400
    assert SECRET not in answer.text
    assert all(error["message"] for error in answer.json()["errors"])


def test_a_syntax_error_says_where_it_is(open_graphql: OpenClient) -> None:
    [error] = post(open_graphql(), "{\n  notes(\n}").json()["errors"]

    assert error["message"] == "From here on, the document is not GraphQL."
    assert error["locations"] == [{"line": 3, "column": 1}]


def test_a_null_that_a_variable_may_not_have_is_the_callers_error(
    open_graphql: OpenClient,
) -> None:
    document = "query($first: Int = 5) { notes(first: $first) { nodes { id } } }"

    [error] = post(open_graphql(), document, first=None).json()["errors"]

    assert (error["path"], error["extensions"]["code"]) == (["notes"], "BAD_REQUEST")
