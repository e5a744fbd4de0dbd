"""Nobody asks without end: neither a caller, nor an address, whoever it says it is."""

import re
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.errors import Unauthenticated
from app.core.limits import LimitSettings, name_address
from tests.core.conftest import OpenClient

FEW = LimitSettings(caller=2, address=4, seconds=60, _env_file=None)


async def identify(connection: HTTPConnection) -> Caller:
    """Know every caller who says a number."""
    number = connection.headers.get("x-number")
    if number is None:
        raise Unauthenticated("Say a number.")
    return Caller(UUID(int=int(number)))


@pytest.fixture
def client(open_client: OpenClient) -> TestClient:
    """A client of a small service that knows its callers, and gives them little."""
    client = open_client(counted=FEW, trusted_proxies=("192.0.2.7/32",))
    assert isinstance(client.app, FastAPI)
    client.app.state.identify = identify
    return client


def ask(
    client: TestClient, *, number: str | None = None, path: str = "/scope", via: str = ""
) -> int:
    """Return the status of one request."""
    headers = {"X-Forwarded-For": via} | ({"X-Number": number} if number else {})
    return client.get(path, headers=headers).status_code


@pytest.mark.promise("S44")
def test_a_caller_asks_twice_and_another_is_not_in_the_way(client: TestClient) -> None:
    ada = [ask(client, number="1", via=f"203.0.113.{number}") for number in range(3)]

    assert ada == [200, 200, 429]
    assert ask(client, number="2") == 200


@pytest.mark.promise("S44")
def test_an_address_asks_four_times_whatever_it_shows(client: TestClient) -> None:
    statuses = [ask(client, path=path) for path in ("/scope", "/scope", "/nowhere", "/scope")]

    assert statuses == [401, 401, 404, 401]
    assert ask(client) == 429
    assert ask(client, number="1") == 429
    assert ask(client, number="1", via="203.0.113.9") == 200


@pytest.mark.promise("S44")
def test_a_stranger_does_not_choose_the_address(open_client: OpenClient) -> None:
    client = open_client(counted=FEW)

    statuses = [ask(client, via=f"203.0.113.{number}") for number in range(5)]

    assert statuses == [200] * 4 + [429]


@pytest.mark.promise("S44")
def test_who_is_refused_is_told_when_to_come_back(client: TestClient) -> None:
    for _ in range(2):
        ask(client, number="1")

    answer = client.get("/scope", headers={"X-Number": "1"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Too many requests"
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["ratelimit"] == '"address";r=1;t=15, "caller";r=0;t=30'


@pytest.mark.promise("S44")
def test_every_answer_says_what_is_left(client: TestClient) -> None:
    good = client.get("/scope", headers={"X-Number": "1"}).headers
    bad = client.get("/nowhere").headers

    assert good["ratelimit-policy"] == '"address";q=4;w=60, "caller";q=2;w=60'
    assert good["ratelimit"] == '"address";r=3;t=15, "caller";r=1;t=30'
    assert bad["ratelimit"] == '"address";r=2;t=15'


@pytest.mark.promise("S44")
def test_probes_are_not_counted(client: TestClient) -> None:
    answers = [client.get("/health/live") for _ in range(9)]

    assert {answer.status_code for answer in answers} == {200}
    assert not [name for answer in answers for name in answer.headers if "ratelimit" in name]
    assert ask(client, number="1") == 200


def test_where_nobody_is_asked_who_they_are_only_addresses_are_counted(
    open_client: OpenClient,
) -> None:
    client = open_client(counted=FEW)

    assert [ask(client) for _ in range(5)] == [200] * 4 + [429]
    assert not re.search("caller", client.get("/scope").headers["ratelimit"])


@pytest.mark.promise("S44")
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("a socket", "a socket"),
    ],
)
def test_who_has_one_address_of_ipv6_has_them_all(address: str, name: str) -> None:
    assert name_address(address) == name
