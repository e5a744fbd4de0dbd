"""Sockets with limits that a test chooses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.http import HttpSettings
from app.core.sockets import Sockets, SocketSettings
from app.core.sockets.door import Door

Limit = Callable[..., Sockets]


@pytest.fixture
def limit(app: FastAPI) -> Iterator[Limit]:
    """What gives the service other limits on sockets: `limit(of_caller=1)`."""
    before = app.state.sockets

    def limit(origins: tuple[str, ...] = (), **limits: Any) -> Sockets:
        http = HttpSettings(_env_file=None, cors_origins=origins)
        app.state.sockets = Sockets(SocketSettings(_env_file=None, **limits), Door(http))
        return app.state.sockets  # type: ignore[no-any-return]

    yield limit
    app.state.sockets = before
