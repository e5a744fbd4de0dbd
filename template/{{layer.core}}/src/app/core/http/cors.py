"""Which web pages may call from a browser: none, or those of the origins that are named."""

from collections.abc import Awaitable, Iterable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = "GET, POST, PUT, PATCH, DELETE"
ASKED = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id"
SHOWN = b"ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"


class Cors:
    """Answer preflights and mark answers, for exact origins only; cookies are never let in."""

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass; only what a browser makes of the answer differs."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        known = origin in self.origins
        if known and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await draw_preflight(origin)(scope, receive, send)
            return

        def send_marked(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                marks = [(b"vary", b"Origin")]
                if known:
                    marks += [
                        (b"access-control-allow-origin", origin.encode("latin-1")),
                        (b"access-control-expose-headers", SHOWN),
                    ]
                message["headers"] = [*message.get("headers", []), *marks]
            return send(message)

        await self.app(scope, receive, send_marked)


def draw_preflight(origin: str) -> Response:
    """Return what a browser asks for before it sends a request of `origin`."""
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": ASKED,
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }
    return Response(status_code=204, headers=headers)
