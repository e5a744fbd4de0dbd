"""Sessions in Redis are as good as in the database, and nobody is let in while it is away."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.errors import Unauthenticated, Unavailable
from app.core.redis.client import open_client
from app.core.redis.settings import RedisSettings
from app.core.sessions import open_sessions
from app.core.sessions.keeping import open_store
from app.core.sessions.redis_store import RedisStore
from app.core.sessions.store import DatabaseStore, SessionRow
from dev.cache import name_server, run_server

Scenario = Callable[[RedisStore], Awaitable[Any]]
Run = Callable[[Scenario], Any]
NOW = datetime.now(UTC).replace(microsecond=5)
OWNER = UUID(int=11)
WORK: Any = None  # Redis knows no units of work


def make_row(number: int = 1, owner_id: UUID = OWNER) -> SessionRow:
    """Return a session."""
    return SessionRow(
        digest=f"{number:064x}",
        id=UUID(int=number),
        owner_id=owner_id,
        rights="member notes:read",
        created_at=NOW,
        used_at=NOW,
        ends_at=NOW + timedelta(hours=number),
        address="192.0.2.1",
        agent="Fire\u00dfox",
    )


@pytest.fixture
def run(client: TestClient) -> Run:
    """What runs a scenario on the tests' Redis."""

    def run(scenario: Scenario) -> Any:
        async def with_store() -> Any:
            settings = RedisSettings()
            async with open_client(settings) as redis:
                return await scenario(RedisStore(redis, f"{settings.prefix}:{token_hex(4)}"))

        assert client.portal is not None
        return client.portal.call(with_store)

    return run


@pytest.mark.promise("S12")
def test_what_is_kept_is_found_and_listed_until_it_ends(run: Run) -> None:
    async def scenario(store: RedisStore) -> None:
        first, second, others = make_row(1), make_row(2), make_row(3, UUID(int=12))
        for row in (first, second, others):
            await store.add(WORK, row)
        assert await store.find(first.digest) == first
        assert await store.find("x") is None
        assert {row.id for row in await store.list_of(OWNER)} == {first.id, second.id}

        await store.end(WORK, [first])

        assert await store.find(first.digest) is None
        assert await store.list_of(OWNER) == [second]
        assert await store.find(others.digest) == others
        assert await store.list_of(UUID(int=13)) == []

    run(scenario)


@pytest.mark.promise("S12")
def test_redis_forgets_a_session_when_its_time_is_over(run: Run) -> None:
    async def scenario(store: RedisStore) -> None:
        first, second = make_row(2), make_row(1)
        await store.add(WORK, first)
        await store.add(WORK, second)
        for row in (first, second):
            assert await store.redis.pexpiretime(store.name(row.digest)) == read_milliseconds(row)
        last = await store.redis.pexpiretime(store.name_owner(OWNER))
        assert abs(last - read_milliseconds(first)) <= 1000

    run(scenario)


def read_milliseconds(row: SessionRow) -> int:
    """Return when a session ends, in milliseconds since 1970."""
    return int(row.ends_at.timestamp() * 1000)


@pytest.mark.promise("S12")
def test_a_use_is_noted_and_does_not_bring_back_what_has_ended(run: Run) -> None:
    async def scenario(store: RedisStore) -> None:
        row, later = make_row(), NOW + timedelta(minutes=5)
        await store.add(WORK, row)
        await store.touch(row, later)
        found = await store.find(row.digest)
        assert found is not None
        assert found.used_at == later

        await store.end(WORK, [row])
        await store.touch(row, later)

        assert await store.find(row.digest) is None
        assert await store.list_of(OWNER) == []

    run(scenario)


@pytest.mark.promise("S12")
@pytest.mark.parametrize("dropped", ["its own key", "its owner's"])
def test_of_what_redis_drops_nothing_is_good(run: Run, dropped: str) -> None:
    async def scenario(store: RedisStore) -> None:
        row = make_row()
        await store.add(WORK, row)
        own = dropped == "its own key"
        await store.redis.delete(store.name(row.digest) if own else store.name_owner(OWNER))
        assert await store.find(row.digest) is None
        assert await store.list_of(OWNER) == []

    run(scenario)


@pytest.mark.promise("S68")
def test_while_redis_is_away_nobody_can_tell_and_then_all_is_well_again(
    client: TestClient,
) -> None:
    async def scenario(folder: Path) -> None:
        settings = RedisSettings(url=name_server(folder), seconds=0.2, _env_file=None)
        row = make_row()
        async with open_client(settings) as redis:
            store = RedisStore(redis, "store")
            for ask in (store.find(row.digest), store.list_of(OWNER), store.add(WORK, row)):
                with pytest.raises(Unavailable):
                    await ask
            with run_server(folder):
                await store.add(WORK, row)
                assert await store.find(row.digest) == row
            with pytest.raises(Unavailable):
                await store.end(WORK, [row])

    assert client.portal is not None
    with TemporaryDirectory(prefix="cache-") as folder:
        client.portal.call(scenario, Path(folder))


@pytest.mark.promise("S12")
def test_a_cookie_lets_in_until_its_session_is_ended(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SESSION_STORE", "redis")

    async def scenario() -> None:
        sessions, page = open_sessions(app), {"type": "http", "method": "POST"}
        own = (b"sec-fetch-site", b"same-origin")
        async with sessions.database.work() as work:
            new = HTTPConnection({**page, "headers": [own]})
            begun = await sessions.begin(work, new, OWNER, "member", datetime.now(UTC))
        cookie = (b"cookie", begun.cookie.partition(";")[0].encode())
        connection = HTTPConnection({**page, "headers": [own, cookie]})

        assert (await sessions.guard.identify(connection)).id == OWNER
        async with sessions.database.work() as work:
            await sessions.end_all(work, OWNER)
        with pytest.raises(Unauthenticated):
            await sessions.guard.identify(connection)

    assert client.portal is not None
    client.portal.call(scenario)


@pytest.mark.parametrize(("said", "kind"), [("redis", RedisStore), ("database", DatabaseStore)])
def test_the_operator_says_where_sessions_are_kept(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, said: str, kind: type[object]
) -> None:
    monkeypatch.setenv("SESSION_STORE", said)
    state = SimpleNamespace(redis=app.state.redis, database=app.state.database)

    assert isinstance(open_store(SimpleNamespace(state=state)), kind)  # type: ignore[arg-type]
