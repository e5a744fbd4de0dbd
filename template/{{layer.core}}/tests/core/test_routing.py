"""No route is open by accident, and a stranger learns nothing of what a route expects."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.caller import Caller, refuse_everyone
from app.core.errors import Forbidden
from app.core.public import PUBLIC
from app.core.routing import (
    GuardedRoute,
    list_routes,
    open_public_router,
    open_router,
    refuse_open_routes,
)
from app.core.scheme import CHALLENGE
from app.features import FEATURES
from app.main import create_app

ROUTES = [
    route
    for feature in FEATURES
    for route in list_routes(feature.router)
    if isinstance(route, APIRoute)
]
GUARDED = [route for route in ROUTES if isinstance(route, GuardedRoute)]
CALLS = [(method, route.path) for route in GUARDED for method in route.methods or ()]
JSON = {"Content-Type": "application/json"}


async def answer_anybody() -> None:
    """Be the endpoint of a route that nobody guards."""


@pytest.fixture
def refusing(environment: pytest.MonkeyPatch) -> TestClient:
    """A client of a service that knows nobody."""

    async def refuse(connection: HTTPConnection) -> Caller:
        raise Forbidden("Nobody is let in.")

    app = create_app()
    app.state.identify = refuse
    return TestClient(app, base_url="http://localhost")


@pytest.mark.promise("S01")
def test_the_public_routes_are_these_and_no_others() -> None:
    assert {route.path for route in ROUTES if route not in GUARDED} == PUBLIC


@pytest.mark.promise("S01")
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_guarded_route_turns_strangers_away(refusing: TestClient, method: str, path: str) -> None:
    assert refusing.request(method, path).status_code == 403


@pytest.mark.promise("S02")
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_stranger_is_refused_before_the_body_is_read(
    refusing: TestClient, method: str, path: str
) -> None:
    answer = refusing.request(method, path, content=b'{"half":', headers=JSON)

    assert answer.status_code == 403


@pytest.mark.promise("S01")
def test_a_router_of_another_kind_cannot_join() -> None:
    careless = APIRouter()
    careless.add_api_route("/open", answer_anybody)

    with pytest.raises(TypeError, match="neither guarded nor public"):
        refuse_open_routes(careless)


@pytest.mark.promise("S01")
def test_a_careless_router_cannot_hide_inside_a_guarded_one() -> None:
    careless = APIRouter()
    careless.add_api_route("/open", answer_anybody)
    outer = open_router("outer")
    outer.include_router(careless)

    with pytest.raises(TypeError, match="neither guarded nor public"):
        refuse_open_routes(outer)


@pytest.mark.promise("S01")
def test_a_public_route_must_be_on_the_list() -> None:
    careless = open_public_router("careless")
    careless.add_api_route("/open", answer_anybody)

    with pytest.raises(TypeError, match="not on the list"):
        refuse_open_routes(careless)


@pytest.mark.promise("S01")
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_until_a_feature_knows_callers_everyone_is_refused(
    environment: pytest.MonkeyPatch, method: str, path: str
) -> None:
    app = create_app()

    answer = TestClient(app, base_url="http://localhost").request(method, path)

    assert app.state.identify is refuse_everyone
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, CHALLENGE)


@pytest.mark.promise("S34")
def test_the_service_never_guesses_a_path(environment: pytest.MonkeyPatch) -> None:
    app: FastAPI = create_app()

    answer = TestClient(app, base_url="http://localhost").get(
        "/health/live/", follow_redirects=False
    )

    assert answer.status_code == 404
    assert "location" not in answer.headers
