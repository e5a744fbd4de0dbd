"""What a provider says of itself is believed under its own name only."""

import asyncio
from typing import Any

import pytest

from app.core.outgoing import Outgoing, Reach, Unanswered
from app.oidc.guard import make_reach
from app.oidc.provider import DOCUMENT, Provider
from tests.core.answering import Answering
from tests.oidc.conftest import make_settings


def read(issuer: str) -> Any:
    """Return the keys of that issuer."""

    async def ask() -> Any:
        async with Outgoing(Reach(seconds=1, plain=True)) as outgoing:
            return await Provider(outgoing, make_settings(issuer=issuer)).read_key_set()

    return asyncio.run(ask())


@pytest.mark.promise("S14")
@pytest.mark.parametrize("path", ["", "/", "/realms/shop"])
def test_the_keys_are_where_the_provider_says(answering: Answering, path: str) -> None:
    issuer = answering.address + path
    document = {"issuer": issuer, "jwks_uri": f"{answering.address}/keys"}
    answering.put(path.rstrip("/") + DOCUMENT, document)
    answering.put("/keys", {"keys": []})

    assert read(issuer) == {"keys": []}


@pytest.mark.promise("S14")
@pytest.mark.parametrize("issuer", ["https://evil.example", None, "http://LOCALHOST"])
def test_a_document_of_another_issuer_is_not_believed(
    answering: Answering, issuer: str | None
) -> None:
    answering.put(DOCUMENT, {"issuer": issuer, "jwks_uri": f"{answering.address}/keys"})

    with pytest.raises(Unanswered, match="another issuer"):
        read(answering.address)

    assert len(answering.asked) == 1


@pytest.mark.parametrize("address", [None, 7])
def test_a_document_that_names_no_keys_is_of_no_use(answering: Answering, address: object) -> None:
    answering.put(DOCUMENT, {"issuer": answering.address, "jwks_uri": address})

    with pytest.raises(Unanswered, match="no keys"):
        read(answering.address)


@pytest.mark.promise("S32")
def test_in_production_only_the_provider_itself_may_be_inside_this_network() -> None:
    settings = make_settings(issuer="https://login.internal:8443/realms/shop")

    reach = make_reach(settings, in_production=True)

    assert set(reach.known) == {"login.internal"}
    assert (reach.anywhere, reach.plain) == (False, False)
    assert make_reach(settings, in_production=False).plain
    assert make_reach(make_settings(private_hosts=True), in_production=True).anywhere
