"""How callers prove who they are, in the words of OpenAPI and of HTTP."""

from typing import Any

SECURITY: dict[str, Any] = {
    "oidc": {
        "type": "openIdConnect",
        # where your provider says what it is, for those who read docs/openapi.json: make openapi
        "openIdConnectUrl": "https://login.example.com/.well-known/openid-configuration",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
}
CHALLENGE = "Bearer"  # what an answer with 401 asks for
