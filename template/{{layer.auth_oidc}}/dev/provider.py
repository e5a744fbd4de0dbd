"""An OpenID Connect provider for development and tests: everybody may sign in, as anybody.

It is `oidc-provider-mock` in a process of its own, with two additions: its access tokens can be
read by a service (RFC 9068), and they are signed with a key that the process which starts it knows.
"""

import json
import logging
import os
import secrets
import socket
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.request import urlopen

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from app.core.http.settings import ServerSettings
from app.core.identity import NAME
from app.core.policy import Role
from app.core.settings import read_settings
from dev.watch import watched

KEY = "DEV_PROVIDER_KEY"
PRIVATE = frozenset({"d", "key_ops"})
GOOD_FOR = timedelta(hours=12)
CLIENT = "browser"
PORT = 9400
START_SECONDS = 30


@contextmanager
def run() -> Iterator[Mapping[str, str]]:
    """Yield the variables by which the service believes a provider that runs meanwhile."""
    with open_door() as door:
        port = read_settings(ServerSettings).port
        issuer = f"http://localhost:{door.getsockname()[1]}"
        given = {
            "OIDC_ISSUER": issuer,
            "OIDC_AUDIENCE": NAME,
            "OIDC_ROLES_CLAIM": "roles",
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": "of no use anywhere else",
            "OIDC_REDIRECT_URI": f"http://localhost:{port}/auth/callback",
            "OIDC_ALGORITHMS": "RS256,ES256",  # of ID tokens, and of access tokens
            KEY: json.dumps(make_key()),
        }
        command = [sys.executable, "-m", "dev.provider", door.fileno()]
        environment = {**os.environ, **given}
        with watched(command, env=environment, pass_fds=[door.fileno()]) as process:
            try:
                urlopen(f"{issuer}/jwks", timeout=START_SECONDS).close()  # noqa: S310  # our own
                yield given
            finally:
                process.terminate()
                process.wait()


def open_door() -> socket.socket:
    """Return a socket that listens: at our port if it is free, so that people stay who they are."""
    try:
        return socket.create_server(("127.0.0.1", PORT))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


def make_key() -> dict[str, Any]:
    """Return a new private key."""
    key = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    return {**key, "use": "sig", "alg": "ES256", "kid": "access"}


def read_key() -> jwt.PyJWK:
    """Return the private key of the provider that runs."""
    return parse_key(os.environ[KEY])


@cache
def parse_key(text: str) -> jwt.PyJWK:
    """Return that key; to check one takes longer than to sign with it."""
    return jwt.PyJWK(json.loads(text))


def make_claims(subject: str, now: datetime, **others: Any) -> dict[str, Any]:
    """Return what an access token of `subject` says, but for the others; None leaves one out."""
    claims = {
        "iss": os.environ["OIDC_ISSUER"],
        "aud": os.environ["OIDC_AUDIENCE"],
        "client_id": CLIENT,
        "sub": subject,
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + GOOD_FOR,
        **others,
    }
    return {name: value for name, value in claims.items() if value is not None}


def sign(claims: dict[str, Any], key: Any = None, **headers: Any) -> str:
    """Return a token of these claims: signed by the provider, unless it is another key."""
    own = read_key()
    headers = {"typ": "at+jwt", "kid": own.key_id, "alg": own.algorithm_name, **headers}
    algorithm = headers.pop("alg")
    return jwt.encode(claims, key or own.key, algorithm=algorithm, headers=headers)


def make_access_token(client: Any, grant_type: str, user: Any, scope: str) -> str:
    """Return the access token that the provider gives `user`: the library asks for it."""
    roles = user.claims.get("roles")
    return sign(make_claims(user.sub, datetime.now(UTC), roles=roles, scope=scope))


def publish() -> dict[str, Any]:
    """Return the public half of the key."""
    described = json.loads(os.environ[KEY])
    return {name: value for name, value in described.items() if name not in PRIVATE}


def serve(door: int) -> None:
    """Answer who comes to that socket, until the process ends."""
    import authlib.deprecate  # type: ignore[import-untyped]  # noqa: F401  # it asks to be heard
    from flask import Flask, jsonify

    warnings.simplefilter("ignore")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    from oidc_provider_mock import User, init_app  # type: ignore[import-untyped]
    from werkzeug.serving import make_server

    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    app = Flask(__name__)
    app.secret_key = secrets.token_bytes(16)
    app.config["OAUTH2_ACCESS_TOKEN_GENERATOR"] = make_access_token
    users = [User(sub=f"{role}@example.com", claims={"roles": [role]}) for role in Role]
    init_app(app, user_claims=users)
    its_own: Any = app.view_functions["oidc-provider-mock.jwks"]

    def show_keys() -> Any:
        return jsonify(keys=[*its_own().json["keys"], publish()])

    app.view_functions["oidc-provider-mock.jwks"] = show_keys
    make_server("localhost", 0, app, threaded=True, fd=door).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
