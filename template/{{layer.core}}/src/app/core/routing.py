"""Routes that know their caller before they read one byte of the body.

Every router is opened by one of the two functions here, so a route is guarded unless
somebody wrote `open_public_router`.
"""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from app.core.caller import Identify
from app.core.http.request import read_json_request
from app.core.limits import Limits
from app.core.public import PUBLIC

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRoute(APIRoute):
    """A route that reads its body as plain, strict JSON."""

    def get_route_handler(self) -> Handle:
        """Return FastAPI's own handler with our reading of the body before it."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def read_and_handle(request: Request) -> Response:
            return await handle(await read_json_request(request))

        return read_and_handle


class Guarded:
    """What marks a route that a caller passes first, whatever its protocol."""

    path: str


class GuardedRoute(Guarded, StrictRoute):
    """A route that a caller passes before anything else of the request is looked at."""

    def get_route_handler(self) -> Handle:
        """Return the handler with the guard before it."""
        handle = super().get_route_handler()

        async def identify_and_handle(request: Request) -> Response:
            identify: Identify = request.app.state.identify
            caller = request.state.caller = await identify(request)
            limits: Limits = request.app.state.limits
            await limits.count_caller(request.scope, caller)
            return await handle(request)

        return identify_and_handle


class PublicRoute(StrictRoute):
    """A route that strangers may call. Each is named in `app.core.public`."""


def open_router(tag: str) -> APIRouter:
    """Return a router whose routes know their caller."""
    return APIRouter(tags=[tag], route_class=GuardedRoute, redirect_slashes=False)


def open_public_router(tag: str) -> APIRouter:
    """Return a router whose routes ask nobody who they are."""
    return APIRouter(tags=[tag], route_class=PublicRoute, redirect_slashes=False)


def list_routes(router: APIRouter) -> Iterator[BaseRoute]:
    """Yield every route of `router` and of the routers that it includes."""
    for context in iter_route_contexts(router.routes):
        yield context.original_route


def refuse_open_routes(router: APIRouter) -> None:
    """Let a feature join only if each of its routes is guarded, or public on purpose.

    Raises:
        TypeError: one is neither, or not on the list, so strangers would reach it by accident.
    """
    for route in list_routes(router):
        if not isinstance(route, StrictRoute | Guarded):
            raise TypeError(f"{route} is neither guarded nor public: use app.core.routing.")
        if not isinstance(route, Guarded) and route.path not in PUBLIC:
            raise TypeError(f"{route.path} is public and not on the list of app.core.public.")
