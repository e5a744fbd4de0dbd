"""The unmodified Dockerfile and compose.yml of a project, on a real Docker engine.

`engine.py` says what the environment must hold to offer one.
"""

import json
import os
import re
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.delivery.engine import (
    MINUTES,
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
ENCRYPTION = """
import asyncio, sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from app.core.database.dialect import connect_arguments
from app.core.database.settings import DatabaseSettings
QUESTIONS = {
    "postgresql": "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    "mariadb": "SELECT variable_value FROM information_schema.session_status"
    " WHERE variable_name = 'SSL_VERSION'",
}
async def ask():
    settings = DatabaseSettings()
    engine = create_async_engine(settings.address(), connect_args=connect_arguments(settings))
    async with engine.connect() as connection:
        print(await connection.scalar(sa.text(QUESTIONS[engine.dialect.name])))
asyncio.run(ask())
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
FOLLOWED = "postgresql"  # the one of which every moment can be brought back
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
    answers["backups"] = "local"
    folder = tmp_path_factory.mktemp("engine")
    project = render(folder / "service", answers)
    assert project.run("uv", "lock", "--quiet").returncode == 0
    engine.build(name, project.root)
    engine.build(f"{name}-backup", project.root, target="backup")
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
def test_the_smoke_test_asks_it_through_caddy(stack: Stack) -> None:
    done = stack.project.run(*reach(), "make", "--assume-old=deploy", "smoke")

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith('{"status":"ok"}')


@every_database
def test_the_image_is_within_its_budget(stack: Stack) -> None:
    makefile = stack.project.read("Makefile")
    budget = re.findall(r"^IMAGE_(?:MIB|LAYERS) := (\d+)$", makefile, flags=re.M)

    name = str(stack.project.answers["project_name"])
    call(["sh", "dev/weigh.sh", name, *budget], stack.engine.host, cwd=stack.project.root)


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


@every_server
def test_what_is_said_to_the_database_is_encrypted(stack: Stack) -> None:
    assert stack.python(ENCRYPTION) == "TLSv1.3"


@every_database
def test_the_settings_are_in_order_as_the_manual_asks(stack: Stack) -> None:
    manual = stack.project.read("docs/operations.md")
    [command] = re.findall(r"^Before a start with new settings: `(.*)`", manual, flags=re.M)

    call(["sh", "-c", command], stack.engine.host, cwd=stack.project.root)


@every_server
def test_the_database_counts_statements_as_the_manual_says(stack: Stack) -> None:
    stack.ask("request", "GET", "/notes")
    manual = stack.project.read("docs/operations.md")
    [command] = re.findall(r"take the time\n.*?```sh\n(.*?)```", manual, flags=re.S)

    counted = call(["sh", "-c", command], stack.engine.host, cwd=stack.project.root)

    assert re.search(r"SELECT.*notes", counted, flags=re.I | re.S)


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


@every_database
def test_the_runbook_brings_back_what_was_backed_up(stack: Stack) -> None:
    assert stack.ask("request", "POST", "/notes", '{"title": "Precious"}')["status"] == 201
    stack.run("backup", "app", "backup", "run")
    assert stack.ask("request", "POST", "/notes", '{"title": "Too late"}')["status"] == 201

    for line in read_runbook(stack.project):
        stack.compose(*shlex.split(line))

    wait_until(lambda: stack.ask("request", "GET", "/notes").get("status") == 200)
    listed = stack.ask("request", "GET", "/notes")["body"]
    assert "Precious" in listed
    assert "Too late" not in listed
    assert "Both targets are met." in stack.run("backup", "cat", "/var/lib/backups/drill.md")


def read_runbook(project: Rendered) -> list[str]:
    """Return what the runbook has one tell Compose, from stopping the service on."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", project.read("docs/disaster-recovery.md"), flags=re.M | re.S
    )
    lines = [line.removeprefix("docker compose ") for line in "".join(blocks).splitlines()]
    wanted = lines[lines.index("stop app") :]
    return [line.replace("exec ", "exec --no-TTY ") for line in wanted if "--at" not in line]


@pytest.mark.parametrize("stack", [FOLLOWED], indirect=True, scope="module")
def test_a_mistake_is_undone_to_the_moment_before_it(stack: Stack) -> None:
    wait_until(lambda: bool(read_followed(stack).get("copied_at")), 3 * MINUTES)
    assert stack.ask("request", "POST", "/notes", '{"title": "Before"}')["status"] == 201
    moment = stack.run("app", "date", "--utc", "+%Y-%m-%dT%H:%M:%S.%NZ").strip()
    assert stack.ask("request", "POST", "/notes", '{"title": "Mistake"}')["status"] == 201
    wait_until(lambda: read_followed(stack)["shipped"] > moment, 3 * MINUTES)

    spans = stack.run("receiver", "app", "backup", "moments")
    for deed in ("verify", "restore"):
        stack.compose("run", "--rm", "backup", "backup", deed, "--at", moment)

    wait_until(lambda: stack.ask("request", "GET", "/notes").get("status") == 200)
    listed = stack.ask("request", "GET", "/notes")["body"]
    assert " to " in spans
    assert "Before" in listed
    assert "Mistake" not in listed


def read_followed(stack: Stack) -> dict[str, str]:
    """Return what the receiver has written down."""
    program = "import pathlib; p = pathlib.Path('/var/lib/backups/moments/state.json')"
    program += "; print(p.read_text() if p.exists() else '{}')"
    return dict(json.loads(stack.run("receiver", "python", "-c", program)))


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


@contextmanager
def callers(stack: Stack) -> Iterator[dict[str, Any]]:
    """Have callers ask without a pause while the block lasts; then yields what they saw."""
    seen: dict[str, Any] = {}
    crowd = stack.outside("crowd")
    yield seen
    said, _ = crowd.communicate("over", timeout=MINUTES)
    seen |= json.loads(said.splitlines()[-1])


@contextmanager
def changed(stack: Stack, old: str, new: str) -> Iterator[str]:
    """Yield which image serves, when one that is built of other text has its name."""
    source = stack.project.root / "src/app/main.py"
    name, whole = str(stack.project.answers["project_name"]), source.read_text()
    serving = stack.inspect("app")["Image"]
    assert old in whole
    source.write_text(whole.replace(old, new, 1))
    stack.engine.build(name, stack.project.root)
    try:
        yield serving
    finally:
        source.write_text(whole)
        stack.engine.docker("tag", stack.inspect("app")["Image"], name)


def find_image(stack: Stack) -> str:
    """Return which image has the name of the service."""
    name = stack.project.answers["project_name"]
    return stack.engine.docker("images", "--no-trunc", "--quiet", f"{name}:latest").strip()


def list_trials(stack: Stack) -> str:
    """Return the containers that a deployment has left behind."""
    return stack.engine.docker("ps", "--all", "--quiet", "--filter", "name=-trial$")


NO_WORSE = {"GET 200", "POST 201"}


@pytest.mark.parametrize("stack", [FOLLOWED], indirect=True, scope="module")
def test_a_new_version_takes_over_while_callers_ask(stack: Stack) -> None:
    with changed(stack, '"""', '"""Another version. ') as former:
        with callers(stack) as seen:
            done = stack.deploy()

        assert done.returncode == 0, done.stderr
        assert stack.inspect("app")["Image"] == find_image(stack) != former
    assert set(seen["answers"]) == NO_WORSE
    assert seen["asked"] > 100
    assert seen["longest"] < 5
    assert list_trials(stack) == ""


@pytest.mark.parametrize("stack", [FOLLOWED], indirect=True, scope="module")
def test_a_version_that_is_not_healthy_gets_no_callers(stack: Stack) -> None:
    start = "    settings = settings or"
    with changed(stack, start, f"    1 / 0\n{start}") as former:
        with callers(stack) as seen:
            done = stack.deploy()

        assert done.returncode == 1
        assert "ZeroDivisionError" in done.stderr
        assert "error: the new version is not healthy; what served serves on." in done.stderr
        assert stack.inspect("app")["Image"] == find_image(stack) == former
    assert set(seen["answers"]) == NO_WORSE
    assert list_trials(stack) == ""


@pytest.mark.parametrize("stack", ["sqlite"], indirect=True, scope="module")
def test_a_version_that_fails_in_its_place_makes_room_for_the_one_before(stack: Stack) -> None:
    once = "    import pathlib\n    pathlib.Path('/data/tried').mkdir()\n"
    start = "    settings = settings or"
    with changed(stack, start, once + start) as former:
        with callers(stack) as seen:
            done = stack.deploy()

        assert done.returncode == 1
        assert "the one before is put there again" in done.stderr
        assert stack.inspect("app")["Image"] == find_image(stack) == former
    assert set(seen["answers"]) == NO_WORSE
    assert list_trials(stack) == ""


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
