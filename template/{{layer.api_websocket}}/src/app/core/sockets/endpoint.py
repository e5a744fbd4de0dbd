"""One address at which sockets open: who may, is let in; whatever happens on it, it ends well."""

from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

import structlog
from fastapi import APIRouter, WebSocket
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send

from app.core.errors import ServiceError
from app.core.http import ALWAYS, IN_PRODUCTION
from app.core.http.front import choose_id
from app.core.logs import current_request
from app.core.problems import draw_error, draw_failure
from app.core.routing import Guarded, open_router
from app.core.sockets.door import Visitor, lift_token
from app.core.sockets.errors import Ending, at_fault
from app.core.sockets.line import Line
from app.core.sockets.sockets import Sockets

log = structlog.get_logger("app.sockets")


class Conversation(Protocol):
    """What goes on on one open socket."""

    def end(self, ending: Ending) -> None:
        """End it from outside, soon."""

    async def run(self, line: Line) -> None:
        """Talk until it ends.

        Raises:
            Ending: always.
        """


class Begin(Protocol):
    """What makes the conversation with one visitor."""

    def __call__(self, visitor: Visitor) -> Conversation: ...


class SocketRoute(Guarded, WebSocketRoute):
    """A route whose callers are known before their socket is accepted."""


class Endpoint:
    """What answers at one address, in one of the subprotocols that are `spoken`."""

    def __init__(self, spoken: Sequence[str], begin: Begin) -> None:
        self.spoken = spoken
        self.begin = begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one socket from its handshake to its end."""
        begun = perf_counter()
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        current_request.set(choose_id(given).decode())
        code = 500
        try:
            code = await self.meet(scope, receive, send)
        except ServiceError as error:
            code = error.status
            await refuse(draw_error(error), scope, receive, send)
        except Exception:
            log.exception("socket failed")
            await refuse(draw_failure(), scope, receive, send)
        finally:
            write_line(scope, code, begun)

    async def meet(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Let the visitor in, talk, and return the code with which the socket was closed.

        Raises:
            ServiceError: they are not let in.
        """
        lift_token(scope)
        socket = WebSocket(scope, receive, send)
        await socket.receive()  # that it wants to connect: nothing may be answered before
        sockets: Sockets = socket.app.state.sockets
        visitor = await sockets.door.let_in(socket, self.spoken)
        conversation = self.begin(visitor)
        with sockets.hold(visitor, conversation.end):
            await socket.accept(visitor.subprotocol, [name_request()])
            line = Line(socket, sockets.settings.send_seconds)
            ending = await talk(conversation, line)
            await line.close(ending)
        return ending.code


async def talk(conversation: Conversation, line: Line) -> Ending:
    """Return how the conversation ended."""
    try:
        await conversation.run(line)
    except Ending as ending:
        return ending
    except Exception:
        log.exception("conversation failed")
    return at_fault()


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the handshake with a problem; every server that we know can."""
    hsts = IN_PRODUCTION if scope["app"].state.settings.in_production else []
    response.raw_headers += [*ALWAYS, *hsts, name_request()]
    await response(scope, receive, send)


def name_request() -> tuple[bytes, bytes]:
    """Return the header that names the handshake."""
    return b"x-request-id", current_request.get().encode()


def write_line(scope: Scope, code: int, begun: float) -> None:
    """Write the one line of a socket, at its end."""
    log.info(
        "socket",
        path=scope["path"],
        code=code,
        seconds=round(perf_counter() - begun, 2),
        client=(scope.get("client") or ("",))[0],
    )


def open_socket_router(tag: str, path: str, endpoint: Endpoint) -> APIRouter:
    """Return a router with one route, at which sockets open."""
    router = open_router(tag)
    router.routes.append(SocketRoute(path, endpoint, name=tag))
    return router
