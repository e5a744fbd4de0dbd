"""A document that asks for too much is refused before anything of it is carried out."""

from time import process_time

import pytest

from tests.asking import list_codes, post
from tests.core.graphql.conftest import OpenClient


def chain(length: int, kind: str, times: int) -> str:
    """Return fragments of which each spreads the next one so many times."""
    return " ".join(
        f"fragment f{n} on {kind} " + "{" + f" ...f{n + 1}" * times + "}" for n in range(length)
    )


BOMB = "{ notes { nodes { ...f0 } } }" + chain(30, "Note", 2) + "fragment f30 on Note { id }"

TOO_MUCH = {
    "characters": "{ __typename }" + " " * 100,
    "tokens": "{ __typename __typename __typename __typename }",
    "depth": "{ notes { edges { node { id } } } }",
    "fields": "{ __typename notes { nodes { id title } } }",
    "aliases": "{ a: __typename b: __typename c: __typename }",
    "directives": "{ a @skip(if: false) @include(if: true) b @skip(if: true) }",
    "complexity": "{ notes { nodes { id } } }",
}
LEAST = {
    "characters": 99,
    "tokens": 5,
    "depth": 3,
    "fields": 4,
    "aliases": 2,
    "directives": 2,
    "complexity": 40,
}


@pytest.mark.promise("S45")
@pytest.mark.parametrize("limit", TOO_MUCH)
def test_each_limit_is_held_before_anything_is_carried_out(
    open_graphql: OpenClient, limit: str
) -> None:
    answer = post(open_graphql(**{limit: LEAST[limit]}), TOO_MUCH[limit])

    assert (answer.status_code, list_codes(answer)) == (400, ["BAD_REQUEST"])
    assert "data" not in answer.json()
    assert str(LEAST[limit]) in answer.json()["errors"][0]["message"]


@pytest.mark.promise("S45")
@pytest.mark.parametrize("limit", ["tokens", "depth", "fields", "aliases", "directives"])
def test_a_fragment_counts_as_often_as_it_is_spread(open_graphql: OpenClient, limit: str) -> None:
    twice = """{ notes { nodes { ...f ...f } } }
    fragment f on Note @skip(if: false) { a: id @skip(if: false) title }"""
    most = {"tokens": 30, "depth": 2, "fields": 5, "aliases": 1, "directives": 2}

    answer = post(open_graphql(**{limit: most[limit]}), twice)

    assert limit in answer.json()["errors"][0]["message"]


@pytest.mark.promise("S45")
def test_a_field_in_a_page_counts_once_for_each_row(open_graphql: OpenClient) -> None:
    client = open_graphql(complexity=150)
    document = "query($first: Int!) { notes(first: $first) { nodes { id } } }"

    few, many = (post(client, document, first=first) for first in (70, 80))

    assert few.status_code == 200
    assert many.status_code == 400
    assert "161 of 150" in many.json()["errors"][0]["message"]


@pytest.mark.promise("S45")
@pytest.mark.parametrize(
    ("document", "count"),
    [
        ("{ __typename }", 1),
        ("{ notes { nodes { id } } }", 41),
        ("{ notes(first: 5) { nodes { id title } } }", 16),
        ("{ notes(first: -5) { pageInfo { endCursor } } }", 3),
        ("{ notes(first: 1000) { nodes { id } } }", 201),
        ("query($n: Int! = 3) { notes(first: $n) { nodes { id } } }", 201),
        ("{ ...f ... { __typename } } fragment f on Query { notes(first: 2) { nodes { id } } }", 6),
    ],
)
def test_complexity_is_how_many_fields_may_come_back(
    open_graphql: OpenClient, document: str, count: int
) -> None:
    fits = post(open_graphql(complexity=count), document)

    assert fits.status_code == 200
    assert count == 1 or post(open_graphql(complexity=count - 1), document).status_code == 400


HOSTILE = {
    "a fragment bomb": BOMB,
    "a fragment in itself": "{ ...f } fragment f on Query { ...f }",
    "two fragments in each other": "{ ...f } fragment f on Query {...g} fragment g on Query {...f}",
    "a fragment that nobody spreads": "{ __typename } fragment f on Query { ...f }",
    "deep selections": "{ a " * 300 + "}" * 300,
    "deep lists": "{ a(b: " + "[" * 400 + "]" * 400 + ") }",
    "deep types": "query($a: " + "[" * 400 + "Int" + "]" * 400 + ") { a }",
    "one field again and again": "{" + " __typename" * 900 + "}",
    "one alias again and again": "{" + " a: __typename" * 300 + "}",
    "a long name": "{" + "a" * 19_000 + "}",
    "a long number": "{ notes(first: " + "9" * 10_000 + ") { nodes { id } } }",
    "many operations": " ".join(f"query q{n} " + "{ __typename }" for n in range(190)),
    "many variables": "query(" + " ".join(f"$v{n}: Int" for n in range(300)) + ") { __typename }",
    "many directives": "{ __typename" + " @skip(if: false)" * 150 + "}",
    "many comments": "#\n" * 9_000 + "{ __typename }",
    "many fragments": "{ __typename }" + chain(120, "Query", 1),
}


@pytest.mark.promise("S45")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_and_costs_little(
    open_graphql: OpenClient, name: str
) -> None:
    client = open_graphql()
    begun = process_time()

    answer = post(client, HOSTILE[name])

    assert process_time() - begun < 0.5
    assert answer.status_code == 400
    assert set(list_codes(answer)) == {"BAD_REQUEST"}
    assert len(answer.content) < 5_000


def test_documents_are_kept_up_to_a_number(open_graphql: OpenClient) -> None:
    client = open_graphql(kept_documents=2)
    documents = client.app.state.graphql.documents  # type: ignore[attr-defined]

    for name in ("a", "b", "a", "c", "a", "wrong("):
        post(client, "{" + name + ": __typename }")

    kept = documents.read.cache_info()
    assert (kept.hits, kept.currsize) == (2, 2)
