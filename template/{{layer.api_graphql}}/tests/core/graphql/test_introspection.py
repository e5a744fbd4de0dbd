"""Production tells nobody what the schema holds: not when asked, not in passing, and no page."""

import pytest
from graphql import get_introspection_query

from tests.asking import ask, list_codes, post
from tests.core.graphql.conftest import OpenClient

PAGE = {"Accept": "text/html,application/xhtml+xml"}
ASKING = ["{ __schema { types { name } } }", '{ __type(name: "Note") { name } }']


@pytest.mark.promise("S46")
@pytest.mark.parametrize("document", ASKING)
def test_production_does_not_describe_its_schema(open_graphql: OpenClient, document: str) -> None:
    answer = post(open_graphql("production"), document)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].endswith("NoSchemaIntrospectionCustom.")


def test_the_name_of_a_type_may_be_asked_for(open_graphql: OpenClient) -> None:
    assert ask(open_graphql("production"), "{ __typename }") == {"__typename": "Query"}


def test_development_describes_its_schema(open_graphql: OpenClient) -> None:
    described = ask(open_graphql("development"), get_introspection_query())

    assert "Note" in {kind["name"] for kind in described["__schema"]["types"]}


@pytest.mark.promise("S46")
@pytest.mark.parametrize("environment", ["production", "development"])
@pytest.mark.parametrize(
    "document",
    [
        "{ nots { nodes { id } } }",
        "{ notes { nodes { titel } } }",
        "{ notes(frist: 1) { nodes { id } } }",
        "{ notes(sort: TITLE_AS) { nodes { id } } }",
        "query($input: NoteInputs) { __typename }",
        "{ __typename @skp(if: true) }",
    ],
)
def test_no_error_suggests_a_name(
    open_graphql: OpenClient, environment: str, document: str
) -> None:
    answer = post(open_graphql(environment), document)

    assert set(list_codes(answer)) == {"BAD_REQUEST"}
    for name in ("mean", "notes", '"title"', "first", "TITLE_ASC", "NoteInput", "skip"):
        assert name not in answer.text.replace('"title":', "")


@pytest.mark.promise("S46")
def test_production_has_no_page_to_try_queries_on(open_graphql: OpenClient) -> None:
    answer = open_graphql("production").get("/graphql", headers=PAGE)

    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == "POST"


def test_development_has_one_for_browsers(open_graphql: OpenClient) -> None:
    client = open_graphql("development")

    page = client.get("/graphql", headers=PAGE)

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert client.get("/graphql", headers={"Accept": "*/*"}).status_code == 405
