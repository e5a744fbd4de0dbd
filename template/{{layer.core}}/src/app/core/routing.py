"""Routes that know their caller before they read one byte of the body.

Every router is opened by one of the two functions here, so a route is guarded unless
somebody wrote `open_public_router`.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from app.core.caller import Caller

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """A route that a caller passes before anything else of the request is looked at."""

    def get_route_handler(self) -> Handle:
        """Return FastAPI's own handler with the guard before it."""
        handle = super().get_route_handler()

        async def identify_and_handle(request: Request) -> Response:
            identify: Callable[[Request], Awaitable[Caller]] = request.app.state.identify
            request.state.caller = await identify(request)
            return await handle(request)

        return identify_and_handle


class PublicRoute(APIRoute):
    """A route that strangers may call. Each is named in tests/core/test_routing.py."""


def open_router(tag: str) -> APIRouter:
    """Return a router whose routes know their caller."""
    return APIRouter(tags=[tag], route_class=GuardedRoute)


def open_public_router(tag: str) -> APIRouter:
    """Return a router whose routes ask nobody who they are."""
    return APIRouter(tags=[tag], route_class=PublicRoute)
