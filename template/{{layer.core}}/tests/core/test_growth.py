"""Requests leave nothing behind."""

import asyncio
import gc
import tracemalloc

import pytest
from fastapi import FastAPI
from starlette.types import Message

from tests.core.conftest import OpenClient

PATHS = ["/scope", "/nowhere", "/wait"]


@pytest.mark.promise("S73")
def test_a_request_leaves_nothing_in_memory(open_client: OpenClient) -> None:
    app = open_client(request_seconds=60).app

    kept_objects, kept_bytes = asyncio.run(measure(app))  # type: ignore[arg-type]

    assert kept_objects < 100  # for 450 requests
    assert kept_bytes < 50_000


async def measure(app: FastAPI) -> tuple[int, int]:
    """Return how many objects and bytes are left of 450 requests."""
    await ask(app, 150)  # what is made once and kept for good
    gc.collect()
    tracemalloc.start()
    before = len(gc.get_objects())
    await ask(app, 450)
    gc.collect()
    kept_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return len(gc.get_objects()) - before, kept_bytes


async def ask(app: FastAPI, times: int) -> None:
    """Send that many requests, and drop the answers."""

    async def drop(message: Message) -> None:
        pass

    for number in range(times):
        scope = {
            "type": "http",
            "method": "GET",
            "path": PATHS[number % len(PATHS)],
            "query_string": b"seconds=0",
            "headers": [(b"host", b"localhost")],
            "client": ("192.0.2.7", 50000),
        }
        await app(scope, None, drop)  # type: ignore[arg-type]
