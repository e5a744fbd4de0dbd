"""An OpenID Connect provider for development and tests: everybody may sign in, as anybody.

It is `oidc-provider-mock` in a process of its own, with two additions: its access tokens can be
read by a service (RFC 9068), and they are signed with keys that the process which starts it knows.
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
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from app.core.identity import NAME
from app.core.policy import Role
from dev.watch import watched

KEYS = "DEV_PROVIDER_KEYS"
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "key_ops"})
GOOD_FOR = timedelta(hours=12)
CLIENT = "browser"
START_SECONDS = 30


@contextmanager
def run() -> Iterator[Mapping[str, str]]:
    """Yield the variables by which the service believes a provider that runs meanwhile."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        issuer = f"http://localhost:{door.getsockname()[1]}"
        given = {
            "OIDC_ISSUER": issuer,
            "OIDC_AUDIENCE": NAME,
            "OIDC_ROLES_CLAIM": "roles",
            KEYS: json.dumps(make_keys()),
        }
        command = [sys.executable, "-m", "dev.provider", door.fileno()]
        environment = {**os.environ, **given}
        with watched(command, env=environment, pass_fds=[door.fileno()]) as process:
            urlopen(f"{issuer}/jwks", timeout=START_SECONDS).close()  # noqa: S310  # our own
            yield given
            process.terminate()
            process.wait()


def make_keys() -> list[dict[str, Any]]:
    """Return two new private keys, of the kinds that providers have."""
    keys = [
        RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048), as_dict=True),
        ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True),
    ]
    kinds = ("RS256", "ES256")
    return [
        {**key, "use": "sig", "alg": alg, "kid": alg.lower()}
        for key, alg in zip(keys, kinds, strict=True)
    ]


def read_keys() -> list[jwt.PyJWK]:
    """Return the private keys of the provider that runs."""
    return parse_keys(os.environ[KEYS])


@cache
def parse_keys(text: str) -> list[jwt.PyJWK]:
    """Return those keys; to check a private key takes longer than to sign with it."""
    return [jwt.PyJWK(described) for described in json.loads(text)]


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
    own, *_ = read_keys()
    headers = {"typ": "at+jwt", "kid": own.key_id, "alg": own.algorithm_name, **headers}
    algorithm = headers.pop("alg")
    return jwt.encode(claims, key or own.key, algorithm=algorithm, headers=headers)


def make_access_token(client: Any, grant_type: str, user: Any, scope: str) -> str:
    """Return the access token that the provider gives `user`: the library asks for it."""
    roles = user.claims.get("roles")
    return sign(make_claims(user.sub, datetime.now(UTC), roles=roles, scope=scope))


def publish() -> list[dict[str, Any]]:
    """Return the public halves of the keys."""
    return [
        {name: value for name, value in described.items() if name not in PRIVATE}
        for described in json.loads(os.environ[KEYS])
    ]


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
        return jsonify(keys=[*its_own().json["keys"], *publish()])

    app.view_functions["oidc-provider-mock.jwks"] = show_keys
    make_server("localhost", 0, app, threaded=True, fd=door).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
