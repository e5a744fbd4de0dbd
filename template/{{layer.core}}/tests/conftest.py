"""A real database and the whole service on it, for every test."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.database import Base, Database, DatabaseSettings
from app.core.database.migrating import migrate
from app.core.database.tables import APPEND_ONLY
from app.core.logs import configure_logs
from app.main import create_app
from dev.beside import run_beside
from dev.caller import introduce
from dev.database import open_scratch, open_test_server
from dev.statements.recorder import Recorded
from tests.process.service import Start, open_services

pytest_plugins = ["tests.statements"]

BecomeCaller = Callable[..., Caller]
T = TypeVar("T")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run first what wants no database: meanwhile its server starts."""
    items.sort(key=lambda item: wants("server", item))


def wants(fixture: str, item: pytest.Item) -> bool:
    """Say whether a test uses that fixture, itself or through another."""
    return fixture in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Lines as production writes them: what draws a traceback by default takes seconds for each."""
    configure_logs(in_production=True)


@dataclass
class Starting:
    """What starts while the first tests run."""

    server: Future[str]
    beside: Future[dict[str, str]]


@pytest.fixture(scope="session", autouse=True)
def starting(request: pytest.FixtureRequest) -> Iterator[Starting | None]:
    """The database server and what else the service needs, if any test wants them."""
    wanted = any(wants("server", item) for item in request.session.items)
    with ExitStack() as opened, ThreadPoolExecutor(2) as aside:

        def begin(one: AbstractContextManager[T]) -> Future[T]:
            return aside.submit(opened.enter_context, one)

        yield Starting(begin(open_test_server()), begin(run_beside())) if wanted else None


@pytest.fixture(scope="session")
def server(starting: Starting) -> str:
    """The address of a database server whose databases may be thrown away."""
    return starting.server.result()


@pytest.fixture(scope="session")
def environment(server: str, starting: Starting) -> Iterator[pytest.MonkeyPatch]:
    """The environment of a service in development, on a migrated database of its own."""
    with open_scratch(server) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("APP_ENVIRONMENT", "development")
        patch.setenv("DATABASE_URL", url)
        patch.setenv("LIMITS_CALLER", "1000000")  # the tests are one caller, and quick
        patch.setenv("LIMITS_ADDRESS", "1000000")
        for name, value in starting.beside.result().items():
            patch.setenv(name, value)
        migrate(DatabaseSettings())
        yield patch


@pytest.fixture(scope="session")
def start(
    environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """What gives a service in a process of its own, on the tests' database."""
    with open_services(tmp_path_factory.mktemp("services")) as start:
        yield start


@pytest.fixture(scope="session")
def service(environment: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> FastAPI:
    """The service, for all tests. If some want it in a process of its own, that is begun too."""
    if any(wants("start", item) for item in request.session.items):
        request.getfixturevalue("start")
    app = create_app()
    app.add_middleware(Recorded)
    return app


@pytest.fixture(scope="session")
def running_client(service: FastAPI) -> Iterator[TestClient]:
    """A client of the started service."""
    with TestClient(service, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def headers(running_client: TestClient, service: FastAPI) -> Iterator[dict[str, str]]:
    """What a caller sends who may do everything; what the test has stored is gone afterwards."""
    portal = running_client.portal
    assert portal is not None
    yield portal.call(introduce, service.state.database)[1]
    portal.call(empty_tables, service.state.database)


@pytest.fixture
def client(running_client: TestClient, headers: dict[str, str]) -> Iterator[TestClient]:
    """The client of a caller who may do everything."""
    running_client.headers.update(headers)
    yield running_client
    for name in headers:
        running_client.headers.pop(name, None)


@pytest.fixture
def app(client: TestClient, service: FastAPI) -> FastAPI:
    """The started service behind `client`."""
    return service


async def empty_tables(database: Database) -> None:
    """Delete every row that can be deleted."""
    async with database.work() as work:
        for table in reversed(Base.metadata.sorted_tables):
            if table.info != APPEND_ONLY:
                await work.change(table.delete(), {})


@pytest.fixture
def become(app: FastAPI) -> Iterator[BecomeCaller]:
    """What makes the client's next requests somebody else's: `become(id, scopes)`."""
    identify = app.state.identify

    def become(caller_id: UUID, scopes: frozenset[str] | None = None) -> Caller:
        caller = Caller(caller_id, scopes)

        async def answer(connection: HTTPConnection) -> Caller:
            return caller

        app.state.identify = answer
        return caller

    yield become
    app.state.identify = identify
