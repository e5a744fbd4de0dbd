"""Read what the provider says of itself (OpenID Connect Discovery 1.0)."""

from collections.abc import Mapping
from typing import Any

from app.core.outgoing import Outgoing, Unanswered
from app.oidc.settings import OidcSettings

DOCUMENT = "/.well-known/openid-configuration"


async def discover(outgoing: Outgoing, settings: OidcSettings) -> Mapping[str, Any]:
    """Return the provider's document.

    Raises:
        Unanswered: there is none, or it is another provider's.
    """
    document = await outgoing.read_object(settings.issuer.rstrip("/") + DOCUMENT)
    if document.get("issuer") != settings.issuer:
        raise Unanswered("The document is of another issuer.")
    return document


async def read_key_set(outgoing: Outgoing, settings: OidcSettings) -> Mapping[str, Any]:
    """Return the provider's keys, as it publishes them (RFC 7517).

    Raises:
        Unanswered: there are none.
    """
    address = (await discover(outgoing, settings)).get("jwks_uri")
    if not isinstance(address, str):
        raise Unanswered("The document names no keys.")
    return await outgoing.read_object(address)
