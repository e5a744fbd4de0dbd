"""Where every request enters and every answer leaves: one pure-ASGI wrapper instead of many.

It names the request, refuses what no route has a use for, counts those of each address, bounds how
many run and for how long, shows whatever went wrong as a problem, adds the headers of every answer,
and writes one line.
"""

import asyncio
import os
import re
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import ServiceError
from app.core.http.body import BoundedBody
from app.core.http.errors import Overloaded
from app.core.http.exchange import Exchange, Headers
from app.core.http.head import Gate, has_body, read_head
from app.core.http.proxies import TrustedProxies
from app.core.http.settings import HttpSettings
from app.core.limits import Limits
from app.core.logs import current_request
from app.core.problems import draw_error, draw_failure

log = structlog.get_logger("app.http")

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,128}")
HEALTH = "/health/"


class Front:
    """The outermost wrapper."""

    def __init__(
        self, app: ASGIApp, settings: HttpSettings, headers: Headers, limits: Limits
    ) -> None:
        self.app = app
        self.limits = limits
        self.settings = settings
        self.headers = headers
        self.gate = Gate(settings)
        self.proxies = TrustedProxies(settings.trusted_proxies)
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        size, head = read_head(scope["headers"])
        request_id = choose_id(head.get(b"x-request-id", b""))
        current_request.set(request_id.decode())
        exchange = Exchange(scope, send, [*self.headers, (b"x-request-id", request_id)])
        is_probe = scope["path"].startswith(HEALTH)
        try:
            self.gate.check(scope, size, head, any_host=is_probe)
            if has_body(head):
                receive = BoundedBody(receive, self.settings)
            if is_probe:
                await self.app(scope, receive, exchange.send)
            else:
                self.proxies.see_through(scope, head)
                await self.limits.count_address(scope)
                await self.run(scope, receive, exchange)
        except ServiceError as error:
            await exchange.answer(draw_error(error))
        except Exception:
            log.exception("request failed")
            if exchange.status and not exchange.expired:
                raise  # half an answer is out: only a broken connection tells so
            await exchange.answer(draw_failure())
        finally:
            if not is_probe:
                write_line(scope, exchange.status, begun)

    async def run(self, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        """Let the application answer, if there is room, and for as long as a request may take.

        Raises:
            Overloaded: as many requests are running as may.
        """
        if self.running >= self.settings.running_requests:
            raise Overloaded("The service is busy. Ask again later.")
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # every server runs a request in a task
        loop = asyncio.get_running_loop()
        self.running += 1
        timer = loop.call_later(self.settings.request_seconds, exchange.expire, task)
        try:
            await self.app(scope, receive, exchange.send)
        except asyncio.CancelledError:
            if exchange.last_word is None:
                raise
            task.uncancel()
            await exchange.last_word
        finally:
            timer.cancel()
            self.running -= 1


def choose_id(given: bytes) -> bytes:
    """Return the caller's id of the request if it is well formed, else a new one."""
    return given if REQUEST_ID.fullmatch(given) else os.urandom(16).hex().encode()


def write_line(scope: Scope, status: int, begun: float) -> None:
    """Write the one line of a request; its query string may hold secrets and stays out."""
    log.info(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=status,
        milliseconds=round((perf_counter() - begun) * 1000, 2),
        client=(scope.get("client") or ("",))[0],
    )
