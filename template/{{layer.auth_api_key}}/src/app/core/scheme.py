"""How callers prove who they are, in the words of OpenAPI and of HTTP."""

from typing import Any

SECURITY: dict[str, Any] = {"bearer": {"type": "http", "scheme": "bearer"}}
CHALLENGE = "Bearer"  # what an answer with 401 asks for
