"""The projects that are measured: rendered without auth, installed, migrated, seeded."""

import shutil
import sys
from pathlib import Path
from secrets import token_urlsafe

from benchmarks.postgres import Postgres
from benchmarks.processes import find_port
from benchmarks.target import Endpoint, Target
from benchmarks.tools import CACHE, find_tool, run_step

NAME = "rendered service"
GRAPHQL = "rendered, GraphQL too"
ANSWERS = {NAME: (), GRAPHQL: ("-d", "api=[rest, graphql]")}
DATABASES = {NAME: "rendered", GRAPHQL: "rendered_graphql"}
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
ENDPOINTS = {NAME: REST_ENDPOINTS, GRAPHQL: GRAPHQL_ENDPOINTS}

SEED = """
INSERT INTO notes (id, owner_id, title, text, version, created_at, updated_at)
SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000000', 'Note ' || n,
       'What note number ' || n || ' says', 1, now() - n * interval '1 minute', now()
FROM generate_series(1, 10000) n
"""


def render_project(name: str = NAME) -> Path:
    """Render one of the projects and install what production needs; return the folder.

    Every answer is the default, but for `auth`: the limits were set for a service without it.
    """
    folder = CACHE / DATABASES[name]
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "backsmith", "new", str(folder), "--defaults"]
    run_step([*command, "-d", "auth=none", "--no-git", "--no-lock", *ANSWERS[name]])
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
    }
    run_step([command, "migrate"], project, environment)
    postgres.query(database, SEED)
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
    )
