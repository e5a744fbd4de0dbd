"""The services that are measured beside ours, each in its folder of the house of references."""

from pathlib import Path

from benchmarks.postgres import Postgres
from benchmarks.processes import find_port
from benchmarks.target import Endpoint, Target

RAW = "raw asyncpg"
TYPICAL = "typical FastAPI"
BARE = "bare granian"
SMALLEST = "smallest FastAPI"

DATABASE = "reference"
HERE = Path(__file__).parent / "references"
GIVEN = {"title": "created", "text": "created by the benchmark"}
CREATED = "DELETE FROM items WHERE title = 'created'"


def list_references(programs: Path, postgres: Postgres) -> list[Target]:
    """Return the references, ready to be started from the environment `programs`."""
    return [
        make_target(programs, postgres, BARE, "granian", "bare", ask_ping()),
        make_target(programs, postgres, SMALLEST, "uvicorn", "smallest", ()),
        make_target(programs, postgres, RAW, "granian", "raw", ask_items(rows="")),
        make_target(programs, postgres, TYPICAL, "uvicorn", "typical", ask_items(rows="items")),
    ]


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
