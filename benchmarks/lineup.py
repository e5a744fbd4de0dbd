"""The services that are measured beside ours.

The limits of ours were set beside references that check a bearer token, as a service with callers
does; ours has none to check, so the leanest reference is measured without a token too.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path

from benchmarks.postgres import Postgres
from benchmarks.processes import find_port
from benchmarks.target import Endpoint, Target

RAW = "raw asyncpg"
RAW_OPEN = "raw asyncpg, no token"
TYPICAL = "typical FastAPI"
BARE = "bare granian"
SMALLEST = "smallest FastAPI"

DATABASE = "reference"
HERE = Path(__file__).parent / "references"
GIVEN = {"title": "created", "text": "created by the benchmark"}
CREATED = "DELETE FROM items WHERE title = 'created'"
SECRET = "the references' secret, as long as its hash asks for"
OWNER = "00000000-0000-0000-0000-000000000000"
FAR_AWAY = 4_000_000_000  # seconds since 1970: longer than any run


def list_references(programs: Path, postgres: Postgres) -> list[Target]:
    """Return the references, ready to be started from the environment `programs`."""
    return [
        make_target(programs, postgres, BARE, "granian", "bare", ask_ping()),
        make_target(programs, postgres, SMALLEST, "uvicorn", "smallest", ()),
        make_target(programs, postgres, RAW_OPEN, "granian", "raw", ask_items(rows="")),
        guard(make_target(programs, postgres, RAW, "granian", "raw", ask_items(rows=""))),
        guard(
            make_target(programs, postgres, TYPICAL, "uvicorn", "typical", ask_items(rows="items"))
        ),
    ]


def guard(target: Target) -> Target:
    """Return the reference with a token to check on every request."""
    environment = {**target.environment, "REFERENCE_SECRET": SECRET}
    headers = {"Authorization": f"Bearer {sign_token()}"}
    return replace(target, environment=environment, headers=headers)


def sign_token() -> str:
    """Return a JWT for the owner of the items, signed with HS256 (RFC 7519)."""
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": OWNER, "exp": FAR_AWAY}]
    signed = b".".join(encode(json.dumps(part).encode()) for part in parts)
    mark = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + encode(mark)).decode()


def encode(content: bytes) -> bytes:
    """Return `content` in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def seed_references(postgres: Postgres) -> None:
    """Fill the database of the references."""
    postgres.create(DATABASE)
    for statement in (HERE / "items.sql").read_text().split(";\n"):
        if statement.strip():
            postgres.query(DATABASE, statement)


def make_target(
    programs: Path,
    postgres: Postgres,
    name: str,
    server: str,
    module: str,
    endpoints: tuple[Endpoint, ...],
) -> Target:
    """Return one reference under the server that it is known with, one worker, no access log."""
    port = find_port()
    options = {
        "granian": ("--interface", "asgi", "--workers", "1", "--log-level", "warning"),
        "uvicorn": ("--loop", "uvloop", "--http", "httptools", "--log-level", "warning"),
    }[server]
    command = (str(programs / server), *options, "--no-access-log")
    asks_database = any(endpoint.rows is not None for endpoint in endpoints)
    return Target(
        name=name,
        command=(*command, "--host", "127.0.0.1", "--port", str(port), f"{module}:app"),
        folder=HERE,
        port=port,
        ready="/health",
        endpoints=endpoints,
        database=DATABASE if asks_database else "",
        created=CREATED if asks_database else "",
        environment={"REFERENCE_URL": postgres.url(DATABASE)},
    )


def ask_ping() -> tuple[Endpoint, ...]:
    """Return the one request of a service that has nothing."""
    return (Endpoint("ping", "/health"),)


def ask_items(rows: str) -> tuple[Endpoint, ...]:
    """Return the four requests of the references that keep items."""
    return (
        *ask_ping(),
        Endpoint("list", "/items?limit=20", rows=rows),
        Endpoint("get", "/items/{id}"),
        Endpoint("create", "/items", "POST", GIVEN),
    )
