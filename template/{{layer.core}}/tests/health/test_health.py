"""Whether the process is up is one question, whether it can work is another."""

import asyncio
from time import perf_counter

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from app.core.draining import LAST, begin_drain
from app.core.errors import Unavailable
from app.health import readiness, router


class FakeDatabase:
    """A database that answers as a test wants."""

    def __init__(self, error: Exception | None = None, seconds: float = 0) -> None:
        self.error = error
        self.seconds = seconds
        self.asked = 0

    async def check(self) -> None:
        """Answer, late or not at all."""
        self.asked += 1
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error


def open_service(database: FakeDatabase) -> FastAPI:
    """Return a service that has this database and nothing else."""
    app = FastAPI()
    app.include_router(router)
    app.state.database = database
    app.state.draining = False
    return app


@pytest.mark.promise("S67")
@pytest.mark.promise("S43")
def test_the_started_service_is_live_and_ready(client: TestClient) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = client.get(path)

        assert answer.status_code == 200
        assert answer.json() == {"status": "ok"}


@pytest.mark.promise("S67")
def test_without_a_database_it_lives_and_is_not_ready() -> None:
    broken = FakeDatabase(ConnectionError("host=db.internal"))

    assert asyncio.run(readiness.is_ready(open_service(broken))) is False
    assert TestClient(open_service(broken)).get("/health/live").status_code == 200
    assert broken.asked == 1


@pytest.mark.promise("S67")
def test_a_database_that_is_away_is_one_line_at_each_question() -> None:
    away = FakeDatabase(Unavailable("The database does not answer."))

    with capture_logs() as lines:
        assert asyncio.run(readiness.is_ready(open_service(away))) is False

    [line] = lines
    assert line["event"] == "the database does not answer"
    assert "exc_info" not in line


@pytest.mark.promise("S67")
@pytest.mark.promise("S69")
def test_a_frozen_database_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "DEADLINE_SECONDS", 0.05)
    begun = perf_counter()

    async def ask() -> bool:
        return await readiness.is_ready(open_service(FakeDatabase(seconds=1)))

    assert asyncio.run(ask()) is False
    assert perf_counter() - begun < 0.5


def test_many_who_ask_cost_one_question() -> None:
    database = FakeDatabase(seconds=0.02)
    app = open_service(database)

    async def ask_often() -> list[bool]:
        return await asyncio.gather(*(readiness.is_ready(app) for _ in range(50)))

    assert all(asyncio.run(ask_often()))
    assert database.asked == 1


@pytest.mark.promise("S43")
def test_strangers_learn_nothing_of_the_inside(app: FastAPI, client: TestClient) -> None:
    broken = FakeDatabase(ConnectionError("host=db.internal password=hunter2"))
    own, app.state.database = app.state.database, broken
    try:
        answer = client.get("/health/ready")
    finally:
        app.state.database = own

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The service is not ready."
    assert "internal" not in answer.text


@pytest.mark.promise("S70")
def test_a_process_that_is_about_to_stop_is_not_ready(app: FastAPI, client: TestClient) -> None:
    begin_drain(app)
    try:
        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200
    finally:
        app.state.draining = False
        app.state.headers.remove(LAST)


def test_a_probe_may_know_nothing_but_an_address(client: TestClient) -> None:
    assert client.get("/health/live", headers={"Host": "10.1.2.3:8000"}).status_code == 200
