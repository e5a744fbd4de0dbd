"""GraphQL with a small schema, and with limits and surroundings that a test chooses."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Literal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.graphql import Endpoint
from app.core.graphql.engine import Engine
from app.core.graphql.settings import GraphqlSettings
from app.core.http import HttpSettings, install_http
from app.core.settings import Settings
from tests.callers import trust_everyone
from tests.core.graphql.sample import SCHEMA

OpenClient = Callable[..., TestClient]


@pytest.fixture
def open_graphql() -> Iterator[OpenClient]:
    """What opens a client: `open_graphql("production", depth=3)`."""
    with ExitStack() as opened:

        def open_graphql(
            environment: Literal["production", "development"] = "production",
            database: object = None,
            **limits: Any,
        ) -> TestClient:
            endpoint = Endpoint(SCHEMA)
            app = FastAPI(lifespan=endpoint.lifespan, redirect_slashes=False)
            app.state.settings = Settings(environment=environment, _env_file=None)
            app.state.identify = trust_everyone
            app.state.database = database
            app.include_router(endpoint.router)
            install_http(app, app.state.settings, HttpSettings(_env_file=None))
            client = opened.enter_context(TestClient(app, base_url="http://localhost"))
            if limits:
                settings = GraphqlSettings(_env_file=None, **limits)
                app.state.graphql = Engine(SCHEMA, settings, shown=environment == "development")
            return client

        yield open_graphql
