"""A request whose body has been read already, as JSON and nothing else."""

from typing import Any

from fastapi import Request

from app.core.http.errors import MediaTypeRefused
from app.core.json import read_json

MEDIA_TYPES = frozenset(["application/json", "application/json;charset=utf-8"])


class JsonRequest(Request):
    """What the framework takes the body from."""

    raw: bytes
    value: Any

    async def body(self) -> bytes:
        """Return the body's bytes."""
        return self.raw

    async def json(self) -> Any:
        """Return the body's value."""
        return self.value


async def read_json_request(request: Request) -> JsonRequest:
    """Return `request` with its body, read strictly.

    Raises:
        MediaTypeRefused: the body is not declared as UTF-8 JSON.
        Refused: it is not JSON.
        ConnectionCut: it is too large, too slow or broken.
    """
    read = JsonRequest(request.scope, request.receive)
    read.raw = await request.body()
    if read.raw:
        declared = request.headers.get("content-type", "")
        if declared.lower().replace(" ", "").replace('"', "") not in MEDIA_TYPES:
            raise MediaTypeRefused("Send the body as application/json.")
        read.value = read_json(read.raw)
    return read
