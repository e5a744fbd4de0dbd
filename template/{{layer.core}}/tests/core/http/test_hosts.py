"""Whom the service believes: its own name, and its own proxies."""

import pytest

from tests.core.conftest import OpenClient

SHOP = {"allowed_hosts": ("shop.example",)}


@pytest.mark.promise("S33")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "shop.example.evil.example",
        "shop.example, evil.example",
        "",
        "shop.example:x",
    ],
)
def test_another_host_is_refused(open_client: OpenClient, host: str) -> None:
    answer = open_client(**SHOP).get("/wait?seconds=0", headers={"Host": host})

    assert answer.status_code == 400


@pytest.mark.promise("S33")
def test_two_hosts_are_refused(open_client: OpenClient) -> None:
    twice = [("Host", "shop.example"), ("Host", "shop.example")]

    assert open_client(**SHOP).get("/wait?seconds=0", headers=twice).status_code == 400


@pytest.mark.parametrize("host", ["shop.example", "SHOP.example", "shop.example:8443"])
def test_its_own_name_is_accepted(open_client: OpenClient, host: str) -> None:
    answer = open_client(**SHOP).get("/wait?seconds=0", headers={"Host": host})

    assert answer.status_code == 200


@pytest.mark.promise("S34")
def test_a_path_is_never_guessed(open_client: OpenClient) -> None:
    answer = open_client().get("/scope/", follow_redirects=False)

    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.promise("S35")
def test_a_stranger_cannot_say_who_they_are(open_client: OpenClient) -> None:
    claims = {"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https"}

    answer = open_client(trusted_proxies=("10.0.0.0/8",)).get("/scope", headers=claims)

    assert answer.json() == ["192.0.2.7", "http"]


@pytest.mark.promise("S35")
def test_a_trusted_proxy_tells_the_caller(open_client: OpenClient) -> None:
    client = open_client(address="10.0.0.1", trusted_proxies=("10.0.0.0/8",))
    told = {"X-Forwarded-For": "6.6.6.6, 198.51.100.1, 10.0.0.2", "X-Forwarded-Proto": "https"}

    assert client.get("/scope", headers=told).json() == ["198.51.100.1", "https"]
    assert client.get("/scope").json() == ["10.0.0.1", "http"]


def test_what_is_not_an_address_is_not_believed(open_client: OpenClient) -> None:
    client = open_client(address="10.0.0.1", trusted_proxies=("10.0.0.0/8",))
    told = {"X-Forwarded-For": "me, 10.0.0.2", "X-Forwarded-Proto": "gopher"}

    assert client.get("/scope", headers=told).json() == ["10.0.0.2", "http"]
