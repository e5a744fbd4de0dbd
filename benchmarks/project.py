"""The projects that are measured: rendered, installed, migrated, seeded."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex, token_urlsafe
from uuid import UUID

from benchmarks.postgres import Postgres
from benchmarks.processes import find_port
from benchmarks.target import Endpoint, Target
from benchmarks.tools import CACHE, find_tool, run_step

NAME = "rendered service"
GRAPHQL = "rendered, GraphQL too"
JWT = "rendered, JWT and limits"
FEED = "rendered, with a feed"
SEALED = "rendered, with sealed columns"
BACKUPS = "rendered, with backups"
NOBODY = UUID(int=0)  # who owns the rows where nobody is asked who they are
ANSWERS = {
    NAME: ("-d", "auth=none"),  # the limits were set for a service without auth
    GRAPHQL: ("-d", "auth=none", "-d", "api=[rest, graphql]"),
    JWT: ("-d", "auth=jwt"),
    FEED: ("-d", "auth=none", "-d", "api=[rest, websocket]", "-d", "database=sqlite"),
    SEALED: ("-d", "auth=none", "-d", "encryption=yes"),
    BACKUPS: ("-d", "auth=none", "-d", "backups=local"),
}
DATABASES = {
    NAME: "rendered",
    GRAPHQL: "rendered_graphql",
    JWT: "rendered_jwt",
    FEED: "rendered_feed",
    SEALED: "rendered_sealed",
    BACKUPS: "rendered_backups",
}
OWNERS = {NAME: NOBODY, GRAPHQL: NOBODY, JWT: UUID(int=1), BACKUPS: NOBODY}
CREATED = "DELETE FROM notes WHERE title = 'created'"
GIVEN = {"title": "created", "text": "created by the benchmark"}
ALL = "{ notes { nodes { id title text reference version createdAt updatedAt } } }"

REST_ENDPOINTS = (
    Endpoint("ping", "/health/live"),
    Endpoint("list", "/notes?limit=20", rows="items"),
    Endpoint("get", "/notes/{id}"),
    Endpoint("create", "/notes", "POST", GIVEN),
)
GRAPHQL_ENDPOINTS = (
    Endpoint("list", "/notes?limit=20", rows="items"),
    Endpoint("graphql", "/graphql", "POST", {"query": ALL}, rows="data.notes.nodes"),
)
ENDPOINTS = {
    NAME: REST_ENDPOINTS,
    GRAPHQL: GRAPHQL_ENDPOINTS,
    JWT: REST_ENDPOINTS[1:2],
    BACKUPS: (),
}

SEED = """
INSERT INTO notes (id, owner_id, title, text, version, created_at, updated_at)
SELECT gen_random_uuid(), '{owner}', 'Note ' || n,
       'What note number ' || n || ' says', 1, now() - n * interval '1 minute', now()
FROM generate_series(1, 10000) n
"""
SIGN = """
import sys
from datetime import UTC, datetime
from uuid import UUID, uuid4
from app.accounts.sessions.settings import TokenSettings
from app.accounts.tokens import Tokens
from app.core.policy import ROLES, Role
settings = TokenSettings().model_copy(update={"access_seconds": 86_400})  # longer than any run
now = datetime.now(UTC)
print(Tokens(settings).sign(UUID(sys.argv[1]), uuid4(), ROLES[Role.ADMIN], now))
"""


def render_project(name: str = NAME) -> Path:
    """Render one of the projects and install what production needs; return the folder."""
    folder = CACHE / DATABASES[name]
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "backsmith", "new", str(folder), "--defaults"]
    run_step([*command, "--no-git", "--no-lock", *ANSWERS[name]])
    uv = find_tool("uv")
    run_step([uv, "lock", "--quiet"], folder)
    sync = [uv, "sync", "--quiet", "--frozen", "--no-dev", "--compile-bytecode"]
    run_step([*sync, "--python", sys.executable], folder)
    return folder


def write_constraints(project: Path) -> Path:
    """Write the versions that the project locks, so that the references run the same ones."""
    path = CACHE / "constraints.txt"
    export = ["export", "--quiet", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project"]
    run_step([find_tool("uv"), *export, "--output-file", path], project)
    return path


def open_target(project: Path, postgres: Postgres, name: str = NAME) -> Target:
    """Migrate a new database and return the service on it: one worker, quotas that last."""
    database = DATABASES[name]
    postgres.create(database)
    port, command = find_port(), str(project / ".venv" / "bin" / "app")
    environment = {
        "DATABASE_URL": postgres.url(database),
        "DATABASE_PASSWORD": token_urlsafe(24),  # production wants one; this server asks for none
        "WEB_CONCURRENCY": "1",
        "HTTP_ALLOWED_HOSTS": "127.0.0.1",
        "LIMITS_CALLER": "1000000000",  # counted as ever, and never refused
        "LIMITS_ADDRESS": "1000000000",
        "AUTH_SIGNING_KEYS": token_hex(32),
        "AUTH_TRIES": "1000000000",
        "AUTH_ADDRESS_TRIES": "1000000000",
    }
    run_step([command, "migrate"], project, environment)
    postgres.query(database, SEED.format(owner=OWNERS[name]))
    return Target(
        name=name,
        command=(command, "serve", "--port", str(port)),
        folder=project,
        port=port,
        ready="/health/ready",
        endpoints=ENDPOINTS[name],
        database=database,
        created=CREATED,
        environment=environment,
        headers=sign_in(project, environment, OWNERS[name]),
    )


def sign_in(project: Path, environment: Mapping[str, str], owner: UUID) -> dict[str, str]:
    """Return the headers of a caller who owns the rows; where everybody does, there are none."""
    if not owner.int:
        return {}
    python = project / ".venv" / "bin" / "python"
    token = run_step([python, "-c", SIGN, str(owner)], project, environment)
    return {"Authorization": f"Bearer {token.strip()}"}
