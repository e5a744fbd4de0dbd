"""A small service behind the same front as the real one, with limits that a test chooses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.responses import JSONResponse

from app.core.http import HttpSettings, install_http
from app.core.limits import LimitSettings
from app.core.routing import open_router
from app.core.settings import Settings
from app.health import router as health
from tests.callers import trust_everyone

OpenClient = Callable[..., TestClient]

router = open_router("small")


class Box(BaseModel, extra="forbid"):
    """What is sent and what comes back."""

    size: int
    words: list[object] = []


@router.post("/echo")
async def echo(box: Box) -> Box:
    """Send it back."""
    return box


@router.get("/wait")
async def wait(seconds: float) -> str:
    """Take that long."""
    await asyncio.sleep(seconds)
    return "done"


@router.get("/deaf")
async def ignore_cancellation() -> str:
    """Take long, and notice nothing of being cancelled."""
    for _ in range(10):
        try:
            await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            continue
    return "done"


@router.get("/fault")
async def fail() -> None:
    """Be wrong, in a way that tells of a secret."""
    raise RuntimeError("password=hunter2")


@router.get("/torn")
async def tear() -> StreamingResponse:
    """Fail when half of the answer is out."""

    async def give_half() -> AsyncIterator[bytes]:
        yield b"half"
        raise RuntimeError("the other half is missing")

    return StreamingResponse(give_half())


@router.get("/stream")
async def stream() -> StreamingResponse:
    """Answer in two parts, with a pause between."""

    async def give_parts() -> AsyncIterator[bytes]:
        yield b"first "
        await asyncio.sleep(0.1)
        yield b"second"

    return StreamingResponse(give_parts())


@router.get("/scope")
async def tell_scope(request: Request) -> JSONResponse:
    """Tell whom and what the service believes it talks to."""
    assert request.client is not None
    return JSONResponse([request.client.host, request.url.scheme])


@pytest.fixture
def open_client() -> OpenClient:
    """What opens a client of a small service: `open_client(body_bytes=10)`."""

    def open_client(
        environment: Literal["production", "development"] = "development",
        address: str = "192.0.2.7",
        counted: LimitSettings | None = None,
        **limits: Any,
    ) -> TestClient:
        settings = Settings(environment=environment, _env_file=None)
        app = FastAPI(redirect_slashes=False)
        app.state.identify = trust_everyone
        app.include_router(router)
        app.include_router(health)
        install_http(app, settings, HttpSettings(_env_file=None, **limits), counted)
        return TestClient(app, base_url="http://localhost", client=(address, 50000))

    return open_client
