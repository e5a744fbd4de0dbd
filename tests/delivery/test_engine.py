"""The unmodified Dockerfile and compose.yml of a project, on a real Docker engine.

`engine.py` says what the environment must hold to offer one.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.delivery.engine import (
    OFFICIAL,
    STAND_INS,
    Engine,
    Stack,
    call,
    find_engine,
    reach,
    wait_until,
)
from tests.rendered import Rendered, render

pytestmark = pytest.mark.slow

DROP = """
import asyncio, sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from app.core.database.settings import DatabaseSettings
async def drop():
    async with create_async_engine(DatabaseSettings().address()).begin() as connection:
        await connection.execute(sa.text("DROP TABLE notes"))
try:
    asyncio.run(drop())
    print("dropped")
except sa.exc.DBAPIError:
    print("refused")
"""
RIGHTS = """
import json, os
status = dict(line.split(":\\t", 1) for line in open("/proc/1/status") if ":\\t" in line)
def can_write(path):
    try:
        open(path, "w").close()
    except OSError:
        return False
    return True
print(json.dumps({
    "uid": status["Uid"].split()[0],
    "capabilities": status["CapBnd"].strip(),
    "sealed": status["NoNewPrivs"].strip(),
    "command": open("/proc/1/cmdline").read().split(chr(0))[1:3],
    "writable": [p for p in ("/x", "/app/x", "/app/.venv/x", "/etc/x", "/tmp/x") if can_write(p)],
}))
"""


SETTLED = """
import asyncio
from app.core.redis.client import open_client
from app.core.redis.settings import RedisSettings
print("cmdstat_evalsha" in asyncio.run(open_client(RedisSettings()).info("commandstats")))
"""
SERVERS = ["postgresql", "mariadb"]
WITH_REDIS = "postgresql"  # the project that shares its limits
every_server = pytest.mark.parametrize("stack", SERVERS, indirect=True, scope="module")
every_database = pytest.mark.parametrize(
    "stack", [*SERVERS, "sqlite"], indirect=True, scope="module"
)


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine that the environment offers, with the images that no registry gave it."""
    found = find_engine()
    if found is None:
        pytest.skip("BACKSMITH_DOCKER_HOST names no Docker engine")
    if os.environ.get("BACKSMITH_DOCKER_STAND_INS"):
        for tag, folder in OFFICIAL.items():
            if not found.has(tag):
                found.build(tag, STAND_INS / folder)
    return found


@pytest.fixture(scope="module")
def stack(
    request: pytest.FixtureRequest, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A project that runs as in production, for each database."""
    name = f"shop-{request.param}"
    cache = "redis" if request.param == WITH_REDIS else "none"
    answers = {"database": request.param, "auth": "none", "cache": cache, "project_name": name}
    folder = tmp_path_factory.mktemp("engine")
    project = render(folder / "service", answers)
    assert project.run("uv", "lock", "--quiet").returncode == 0
    engine.build(answers["project_name"], project.root)
    if "deploy/secrets.sh" in project.files():
        done = project.run("make", "secrets")
        assert done.returncode == 0, done.stderr
    stack = Stack(engine, project, folder / "authority.crt")
    try:
        stack.up()
        yield stack
    finally:
        stack.compose("down", "--volumes", "--timeout", "20")


@every_database
def test_it_answers_through_caddy_over_tls(stack: Stack) -> None:
    written = stack.ask("request", "POST", "/notes", '{"title": "First"}')
    listed = stack.ask("request", "GET", "/notes")
    plain = stack.ask("plain", "/notes")

    assert written["status"] == 201
    assert "First" in listed["body"]
    assert listed["headers"]["strict-transport-security"].startswith("max-age=31536000")
    assert (plain["status"], plain["headers"]["location"]) == (301, "https://localhost/notes")
    assert not {"server", "via", "x-powered-by"} & (
        listed["headers"].keys() | plain["headers"].keys()
    )


@every_database
def test_the_process_has_no_rights(stack: Stack) -> None:
    found = json.loads(stack.python(RIGHTS))

    assert found["uid"] == "10001"
    assert int(found["capabilities"], 16) == 0
    assert found["sealed"] == "1"
    assert found["command"] == ["/app/.venv/bin/app", "serve"]
    assert found["writable"] == ["/tmp/x"]


@every_database
def test_no_container_has_more_than_it_needs(stack: Stack) -> None:
    for name in stack.services():
        facts = stack.inspect(name)
        host = facts["HostConfig"]
        assert facts["Config"]["User"] not in ("", "root", "0")
        assert host["CapDrop"] == ["ALL"]
        assert host["ReadonlyRootfs"]
        assert "no-new-privileges:true" in host["SecurityOpt"]
        assert host["Memory"] > 0
        assert host["PidsLimit"] > 0
        assert bool(host["PortBindings"]) == (name == "caddy")


@every_server
def test_the_database_is_out_of_reach_for_the_proxy(stack: Stack) -> None:
    inside = stack.python("import socket; print(socket.gethostbyname('database'))")
    seen = stack.run("caddy", "sh", "-c", "getent hosts database || echo unknown")

    assert inside
    assert seen.strip() == "unknown"


@every_database
def test_the_tables_were_there_before_the_service(stack: Stack) -> None:
    migrated = stack.inspect("migrate")["State"]

    assert migrated["ExitCode"] == 0
    assert migrated["FinishedAt"] <= stack.inspect("app")["State"]["StartedAt"]


@every_server
def test_the_service_may_not_change_its_tables(stack: Stack) -> None:
    assert stack.python(DROP) == "refused"


@every_database
def test_slow_headers_are_cut(stack: Stack) -> None:
    found = stack.ask("slow-headers")

    assert found["cut"] is True
    assert 5 < found["seconds"] < 15


@every_database
def test_a_killed_service_comes_back_with_what_it_had_confirmed(stack: Stack) -> None:
    assert stack.ask("request", "POST", "/notes", '{"title": "Kept"}')["status"] == 201

    stack.kill("app")

    wait_until(lambda: "Kept" in stack.ask("request", "GET", "/notes").get("body", ""))
    assert stack.inspect("app")["RestartCount"] >= 1


@every_server
def test_a_killed_database_comes_back_with_what_it_had_confirmed(stack: Stack) -> None:
    assert stack.ask("request", "POST", "/notes", '{"title": "Durable"}')["status"] == 201
    started = stack.inspect("app")["State"]["StartedAt"]

    stack.kill("database")

    assert stack.ask("request", "GET", "/notes")["seconds"] < 10
    wait_until(lambda: "Durable" in stack.ask("request", "GET", "/notes").get("body", ""))
    assert stack.inspect("app")["State"]["StartedAt"] == started


@pytest.mark.parametrize("stack", [WITH_REDIS], indirect=True, scope="module")
def test_without_the_shared_counts_it_goes_on_and_shares_them_again(stack: Stack) -> None:
    def settles() -> bool:
        headers = stack.ask("request", "GET", "/notes").get("headers", {})
        return "ratelimit" in headers and stack.python(SETTLED) == "True"

    wait_until(settles)
    stack.compose("stop", "cache")
    alone = stack.ask("request", "GET", "/notes")
    stack.compose("start", "cache")

    assert (alone["status"], alone["seconds"] < 2) == (200, True)
    wait_until(settles)


@every_database
def test_a_request_that_runs_is_answered_before_the_service_ends(stack: Stack) -> None:
    wait_until(lambda: stack.ask("request", "GET", "/health/ready").get("status") == 200)
    running = stack.outside("slow-body", "4")
    time.sleep(1.5)  # half of the note is on its way
    begun = time.monotonic()

    stack.compose("stop", "app")

    seconds = time.monotonic() - begun
    answer = json.loads(running.communicate()[0].splitlines()[-1])
    assert answer.get("status") == 201, answer
    assert 2 < seconds < 15
    assert stack.inspect("app")["State"]["ExitCode"] == 0
    stack.compose("start", "app")


@every_server
def test_a_new_password_is_taken(stack: Stack) -> None:
    secret = stack.project.root / "secrets" / "database_password"
    before = secret.read_text()
    secret.unlink()

    assert stack.project.run("make", "secrets").returncode == 0
    stack.compose("up", "--detach", "--wait", "--no-build", "--force-recreate")

    assert secret.read_text() != before
    assert stack.ask("request", "GET", "/notes")["status"] == 200


@pytest.mark.parametrize("database", SERVERS)
def test_the_tests_run_on_the_servers_of_compose_test_yml(
    database: str, engine: Engine, tmp_path: Path
) -> None:
    project = render(tmp_path / "service", {"database": database})
    project.install()
    environment = read_test_environment(project)
    call(["make", "services"], engine.host, cwd=project.root)
    try:
        done = project.run(
            *reach(), "env", *environment, ".venv/bin/pytest", "-q", "tests/notes", "tests/health"
        )
    finally:
        call(["make", "services-down"], engine.host, cwd=project.root)

    assert environment
    assert done.returncode == 0, done.stdout[-3000:]


def read_test_environment(project: Rendered) -> list[str]:
    """Return what the pipeline tells the tests, as `KEY=value`."""
    check = yaml.safe_load(project.read(".github/workflows/ci.yml"))["jobs"]["check"]
    return [f"{key}={value}" for key, value in check["env"].items() if key != "UV_PYTHON"]
