"""How callers prove who they are, in the words of OpenAPI and of HTTP."""

from typing import Any

COOKIE = "__Host-session"
SECURITY: dict[str, Any] = {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}}
CHALLENGE = "Cookie"  # what an answer with 401 asks for
