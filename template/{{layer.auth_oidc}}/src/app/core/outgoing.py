"""Ask other services: over TLS, at addresses that may be asked, for a bounded time and size."""

import asyncio
import json
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Any

import httpx2

MOST_BYTES = 256_000
MOST_ADDRESSES = 3  # of one host, tried one after the other
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


class Unanswered(Exception):
    """No answer came that could be used; the text says why, for the log.

    `status` is what was answered in place of one, 0 where nothing was.
    """

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom this service may ask.

    Attributes:
        seconds: how long an answer may take, from the first step to the last byte.
        known: the hosts that the settings name; they may be inside this network, all others
            (an answer has named them) must be outside.
        anywhere: every host may be inside, for whoever runs that themselves.
        plain: without TLS too, on this machine: for development.
    """

    seconds: float
    known: frozenset[str] = field(default_factory=frozenset)
    anywhere: bool = False
    plain: bool = False


class Outgoing:
    """A client that follows no redirect, knows no proxy, and keeps no cookie."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # it writes a line a request
        self.client = httpx2.AsyncClient(
            timeout=reach.seconds,
            trust_env=False,
            verify=httpx2.create_ssl_context(),  # SSL_CERT_FILE adds an authority of one's own
            limits=httpx2.Limits(max_connections=10),
        )

    async def __aenter__(self) -> "Outgoing":
        """Be open."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self.client.aclose()

    async def read_object(
        self, url: str, form: Mapping[str, str] | None = None, **how: Any
    ) -> dict[str, Any]:
        """Return the JSON object that stands at `url`, or that is answered to a form.

        Raises:
            Unanswered: there is none, or nobody may be asked there.
        """
        try:
            async with asyncio.timeout(self.reach.seconds):
                content = await self.ask(httpx2.URL(url), form, how)
            answer = json.loads(content)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
            raise Unanswered(f"{type(error).__name__} {error}".strip()) from error
        except (ValueError, RecursionError) as error:
            raise Unanswered("The answer is no JSON.") from error
        if not isinstance(answer, dict):
            raise Unanswered("The answer is no JSON object.")
        return answer

    async def ask(
        self, url: httpx2.URL, form: Mapping[str, str] | None, how: dict[str, Any]
    ) -> bytes:
        """Return the content of the answer. The host is looked up once, and asked at that address.

        Raises:
            Unanswered: nobody may be asked there, or the answer is not 200 or too large.
        """
        addresses = await self.find_addresses(url)
        for address in addresses[:-1]:
            try:
                return await self.ask_at(address, url, form, how)
            except httpx2.ConnectError:
                continue  # another address of the same host may do
        return await self.ask_at(addresses[-1], url, form, how)

    async def ask_at(
        self, address: str, url: httpx2.URL, form: Mapping[str, str] | None, how: dict[str, Any]
    ) -> bytes:
        """Do that at one address; the certificate must be the host's."""
        async with self.client.stream(
            "GET" if form is None else "POST",
            url.copy_with(host=address),
            data=form,
            headers={**HEADERS, "Host": url.netloc.decode()},
            extensions={"sni_hostname": url.host},
            **how,
        ) as answer:
            if answer.status_code != httpx2.codes.OK:
                raise Unanswered(f"The answer is {answer.status_code}.", answer.status_code)
            content = b""
            async for chunk in answer.aiter_raw():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise Unanswered("The answer is too large.")
        return content

    async def find_addresses(self, url: httpx2.URL) -> list[str]:
        """Return where the host of `url` is.

        Raises:
            Unanswered: it may not be asked there.
        """
        loop = asyncio.get_running_loop()
        port = url.port or 443
        found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        is_here = all(ip_address(address).is_loopback for address in addresses)
        if url.scheme != "https" and not (self.reach.plain and url.scheme == "http" and is_here):
            raise Unanswered("The address does not begin with https.")
        is_free = self.reach.anywhere or self.reach.plain or url.host in self.reach.known
        if not is_free and not all(ip_address(address).is_global for address in addresses):
            raise Unanswered("The address is inside this network.")
        return addresses[:MOST_ADDRESSES]
