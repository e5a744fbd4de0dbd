"""What callers must show, in the words of OpenAPI and of HTTP: nothing."""

from typing import Any

SECURITY: dict[str, Any] = {}
CHALLENGE = "Bearer"  # what an answer with 401 asks for
