"""What a socket must pass before it is accepted: the gate of every request, whence, and who.

Whoever is refused here is answered with a problem document, and learns nothing of what is spoken
behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import WebSocket
from starlette.types import Scope

from app.core.caller import Caller, Identify
from app.core.errors import Refused, Unavailable
from app.core.http.head import Gate, Head, read_head
from app.core.http.proxies import TrustedProxies
from app.core.http.settings import HttpSettings
from app.core.limits import Limits
from app.core.sockets.errors import CredentialInUrl, OriginRefused, SubprotocolMissing

BEARER = "bearer."  # a browser cannot send headers, so it offers its token as a subprotocol


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who has passed, and how they are asked again later."""

    caller: Caller
    socket: WebSocket
    subprotocol: str

    async def ask_again(self) -> Caller:
        """Return who it is now.

        Raises:
            ServiceError: what they have shown is not good any more.
        """
        identify: Identify = self.socket.app.state.identify
        return await identify(self.socket)


class Door:
    """Where sockets come in."""

    def __init__(self, http: HttpSettings) -> None:
        self.gate = Gate(http)
        self.proxies = TrustedProxies(http.trusted_proxies)
        self.origins = frozenset(http.cors_origins)

    async def let_in(self, socket: WebSocket, spoken: Sequence[str]) -> Visitor:
        """Return who wants to come in, to speak one of the protocols that are `spoken`.

        Raises:
            ServiceError: they may not.
        """
        scope = socket.scope
        size, head = read_head(scope["headers"])
        self.gate.check({**scope, "method": "GET"}, size, head, any_host=False)
        self.proxies.see_through(scope, head)
        limits: Limits = socket.app.state.limits
        await limits.count_address(scope)
        if scope["query_string"]:
            raise CredentialInUrl
        self.check_origin(head)
        if socket.app.state.draining:
            raise Unavailable("This process is about to stop: connect again.")
        identify: Identify = socket.app.state.identify
        caller = await identify(socket)
        await limits.count_caller(scope, caller)
        return Visitor(caller, socket, choose(scope["subprotocols"], spoken))

    def check_origin(self, head: Head) -> None:
        """Let pages pass whose exact origin is configured, and clients that are no browsers.

        Raises:
            OriginRefused: it is a page of another origin.
        """
        origin = head.get(b"origin")
        if origin is not None and origin.decode("latin-1") not in self.origins:
            raise OriginRefused


def choose(offered: Iterable[str], spoken: Sequence[str]) -> str:
    """Return the first of the protocols that the client offers which is ours.

    Raises:
        SubprotocolMissing: it offers none of ours.
    """
    for name in offered:
        if name in spoken:
            return name
    raise SubprotocolMissing(spoken[0])


def lift_token(scope: Scope) -> None:
    """Put a token that was offered as a subprotocol where every other request has it.

    Raises:
        Refused: there is another credential beside it.
    """
    offered: list[str] = scope["subprotocols"]
    tokens = [name.removeprefix(BEARER) for name in offered if name.startswith(BEARER)]
    if not tokens:
        return
    scope["subprotocols"] = [name for name in offered if not name.startswith(BEARER)]
    if len(tokens) > 1 or any(name == b"authorization" for name, _ in scope["headers"]):
        raise Refused("Show one credential.")
    header = (b"authorization", f"Bearer {tokens[0]}".encode())
    scope["headers"] = [*scope["headers"], header]
