"""GraphQL over HTTP: POST and JSON in, and out in the media type that the caller asks for."""

import pytest

from tests.asking import MEDIA_TYPE
from tests.core.graphql.conftest import OpenClient

JSON = "application/json"
FINE = {"query": "{ __typename }"}
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        ("text/html", JSON),
        (MEDIA_TYPE, MEDIA_TYPE),
        (MEDIA_TYPE.upper(), MEDIA_TYPE),
        (f"{MEDIA_TYPE}; charset=utf-8, {JSON}; charset=utf-8", MEDIA_TYPE),
        (f"{JSON}, {MEDIA_TYPE}", MEDIA_TYPE),
        (f"{JSON};q=0.9, {MEDIA_TYPE};q=0.8", JSON),
        (f"{MEDIA_TYPE};q=0, */*", JSON),
        (f"{MEDIA_TYPE};q=x", JSON),
    ],
)
def test_the_caller_chooses_the_media_type(
    open_graphql: OpenClient, accept: str | None, media_type: str
) -> None:
    client = open_graphql()
    client.headers.pop("accept")

    answer = client.post(
        "/graphql", json=FINE, headers={} if accept is None else {"Accept": accept}
    )

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "query($id: UUID!) { note(id: $id) { id } }"},
        {"query": "query($id: UUID!) { note(id: $id) { id } }", "variables": {"id": 1}},
        {"query": "query a { __typename }", "operationName": "b"},
        {"query": "query a { __typename } query b { __typename }"},
        {"query": "fragment f on Query { __typename }"},
        {"query": "subscription { notes { id } }"},
        {"query": ""},
    ],
)
def test_what_is_not_carried_out_has_no_data_and_its_own_status(
    open_graphql: OpenClient, body: object
) -> None:
    client = open_graphql()

    graphql = client.post("/graphql", json=body, headers={"Accept": MEDIA_TYPE})
    json = client.post("/graphql", json=body, headers={"Accept": JSON})

    assert (graphql.status_code, json.status_code) == (400, 200)
    for answer in (graphql, json):
        assert list(answer.json()) == ["errors"]
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("name", ["variables", "operationName", "extensions"])
def test_a_part_may_be_null(open_graphql: OpenClient, name: str) -> None:
    assert open_graphql().post("/graphql", json={**FINE, name: None}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        1,
        "x",
        {},
        {"query": None},
        {"query": 1},
        {**FINE, "variables": "x"},
        {**FINE, "variables": []},
        {**FINE, "operationName": 1},
        {**FINE, "extensions": "x"},
    ],
)
def test_what_is_no_request_is_a_problem(open_graphql: OpenClient, body: object) -> None:
    answer = open_graphql().post("/graphql", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)


@pytest.mark.promise("S46")
def test_a_batch_is_refused(open_graphql: OpenClient) -> None:
    answer = open_graphql().post("/graphql", json=[FINE])

    assert answer.status_code == 400
    assert answer.json()["detail"] == "Send one operation at a time."


@pytest.mark.promise("S47")
@pytest.mark.parametrize("environment", ["production", "development"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD"])
def test_nothing_is_carried_out_but_over_post(
    open_graphql: OpenClient, environment: str, method: str
) -> None:
    client = open_graphql(environment)

    query = client.request(method, "/graphql", params=FINE)
    mutation = client.request(method, "/graphql", params={"query": "mutation { __typename }"})

    assert (query.status_code, mutation.status_code) == (405, 405)
    assert "Query" not in query.text


@pytest.mark.promise("S47")
@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
    ],
)
def test_a_body_is_json_and_says_so(open_graphql: OpenClient, kind: str) -> None:
    body = b'{"query": "{ __typename }"}'

    answer = open_graphql().post("/graphql", content=body, headers={"Content-Type": kind})

    assert (answer.status_code, answer.headers["content-type"]) == (415, PROBLEM)


@pytest.mark.promise("S24")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"query": "{ __typename }", "query": "{ __typename }"}',
        b'{"query": "{ __typename }", "variables": {"a": NaN}}',
        b'{"query": "{ __typename }", "variables": {"a": "\\u0000"}}',
        b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
        b'{"query": "\xff"}',
        b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}",
    ],
)
def test_the_json_is_read_strictly(open_graphql: OpenClient, body: bytes) -> None:
    answer = open_graphql().post("/graphql", content=body, headers={"Content-Type": JSON})

    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
