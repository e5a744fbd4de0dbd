"""What the provider says of itself (OpenID Connect Discovery 1.0), and its keys."""

from collections.abc import Mapping
from typing import Any

from app.core.outgoing import Outgoing, Unanswered
from app.oidc.settings import OidcSettings

DOCUMENT = "/.well-known/openid-configuration"


class Provider:
    """The provider of the settings, and the document that it answered last."""

    def __init__(self, outgoing: Outgoing, settings: OidcSettings) -> None:
        self.outgoing = outgoing
        self.settings = settings
        self.document: Mapping[str, Any] = {}

    async def discover(self) -> Mapping[str, Any]:
        """Return the provider's document.

        Raises:
            Unanswered: there is none, or it is another provider's.
        """
        document = await self.outgoing.read_object(self.settings.issuer.rstrip("/") + DOCUMENT)
        if document.get("issuer") != self.settings.issuer:
            raise Unanswered("The document is of another issuer.")
        return document

    async def read_key_set(self) -> Mapping[str, Any]:
        """Return the provider's keys, as it publishes them (RFC 7517); keep its document.

        Raises:
            Unanswered: there are none.
        """
        document = await self.discover()
        address = document.get("jwks_uri")
        if not isinstance(address, str):
            raise Unanswered("The document names no keys.")
        keys = await self.outgoing.read_object(address)
        self.document = document
        return keys

    def name_place(self, name: str) -> str:
        """Return the address at which the provider does this; empty where it does not.

        Raises:
            Unanswered: it is no address that may be asked.
        """
        address = self.document.get(name, "")
        schemes = ("https://", "http://") if self.outgoing.reach.plain else ("https://",)
        if address and not str(address).startswith(schemes):
            raise Unanswered(f"{name} is no address that may be asked.")
        return str(address)
