"""A key lets its holder in, for as long as it is good, and nobody else."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.database import Database
from app.core.identity import NAME
from app.core.policy import Scope
from app.keys.guard import Guard, find_fault
from app.keys.models import ApiKey
from app.keys.repository import read_row
from app.keys.secret import LONGEST, make_digest, make_key, read_key
from app.keys.service import OPERATOR, Keys, list_scopes
from app.keys.settings import KeySettings
from tests.credentials import BAD, issue, send, spoil

Call = Callable[..., Any]


@pytest.fixture
def call(client: TestClient) -> Call:
    """What runs something of the service's where the service runs."""
    assert client.portal is not None
    return client.portal.call


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The service's database."""
    found: Database = app.state.database
    return found


class JobsAtOnce:
    """Jobs that a test runs when it wants to."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []

    def later(self, job: Any, /, *args: Any, **kwargs: Any) -> None:
        """Keep the job."""
        self.waiting.append(job(*args, **kwargs))

    async def run(self) -> int:
        """Run what waits, and return how much that was."""
        jobs, self.waiting = self.waiting, []
        await asyncio.gather(*jobs)
        return len(jobs)


class Asked:
    """A request, as far as the guard looks at it."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = {name.lower(): value for name, value in headers.items()}


async def identify(guard: Guard, key: str) -> UUID:
    """Return whom the guard takes the holder of `key` for."""
    return (await guard.identify(Asked(send(key)))).id  # type: ignore[arg-type]


@pytest.mark.promise("S11")
def test_a_key_is_256_random_bits_behind_its_name_and_id() -> None:
    key, digest = make_key(UUID(int=1))
    name, key_id, secret = key.split("_", 2)

    assert (len(secret), UUID(hex=key_id)) == (43, UUID(int=1))
    assert make_key(UUID(int=1))[0] != key
    assert read_key(f"Bearer {key}") == read_key(f"bearer {key}")
    assert digest == make_digest(secret)
    assert secret not in digest
    assert name


@pytest.mark.promise("S11")
def test_nothing_of_the_secret_is_kept_but_its_digest(database: Database, call: Call) -> None:
    issued = call(issue, database)
    secret = issued.key.split("_", 2)[2]

    rows = call(database.rows, select(*ApiKey.__table__.c), {})

    assert len(rows) == 2  # this one, and the client's own
    assert secret not in str(rows)
    assert make_digest(secret) in str(rows)


@pytest.mark.promise("S11")
@pytest.mark.parametrize("kind", BAD)
def test_a_key_that_is_not_good_is_refused_and_not_told_why(
    client: TestClient, database: Database, call: Call, kind: str
) -> None:
    answer = client.get("/admin/keys", headers=call(spoil, database, kind))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["detail"] == "Send a valid API key: Authorization: Bearer KEY."


@pytest.mark.promise("S11")
def test_a_key_is_taken_from_the_header_and_from_nowhere_else(
    client: TestClient, database: Database, call: Call
) -> None:
    key = call(issue, database).key
    del client.headers["Authorization"]

    answer = client.get("/admin/keys", params={"key": key, "access_token": key, "api_key": key})

    assert answer.status_code == 401


@pytest.mark.promise("S11")
def test_a_key_that_is_rotated_has_two_texts_for_a_while(database: Database, call: Call) -> None:
    async def scenario() -> None:
        now = datetime.now(UTC)
        old = await issue(database)
        new = await Keys(OPERATOR, database).rotate(old.about.id, 2, now)
        row = await read_row(database, old.about.id)
        shown_old, shown_new = (read_key(f"Bearer {key}") for key in (old.key, new.key))
        assert shown_old is not None
        assert shown_new is not None
        assert find_fault(row, shown_old, now + timedelta(hours=1)) == ""
        assert find_fault(row, shown_new, now + timedelta(hours=1)) == ""
        assert find_fault(row, shown_old, now + timedelta(hours=3)) == "wrong secret"
        assert find_fault(row, shown_new, now + timedelta(hours=3)) == ""
        assert new.about.owner_id == old.about.owner_id

    call(scenario)


@pytest.mark.promise("S11")
def test_the_last_use_is_written_at_most_once_a_minute(database: Database, call: Call) -> None:
    async def scenario() -> None:
        jobs = JobsAtOnce()
        guard = Guard(database, jobs, KeySettings(cache_seconds=0))
        issued = await issue(database)
        for _ in range(5):
            await identify(guard, issued.key)
            await jobs.run()
        row = await read_row(database, issued.about.id)
        assert row.last_used_at is not None
        await identify(guard, issued.key)
        assert await jobs.run() == 0

    call(scenario)


def test_a_key_is_looked_up_once_in_some_seconds(database: Database, call: Call) -> None:
    class Counting(Guard):
        """A guard that counts how often it asks the database."""

        looked_up = 0

        async def find(self, key_id: UUID) -> Any:
            before = self.known.get(key_id)
            found = await super().find(key_id)
            self.looked_up += found is not before
            return found

    async def scenario(seconds: float) -> int:
        guard = Counting(database, JobsAtOnce(), KeySettings(cache_seconds=seconds))
        issued = await issue(database)
        for _ in range(5):
            await identify(guard, issued.key)
        for job in guard.jobs.waiting:  # type: ignore[attr-defined]
            job.close()
        return guard.looked_up

    assert call(scenario, 60) == 1
    assert call(scenario, 0) == 5


def test_the_keys_that_are_remembered_are_bounded(database: Database, call: Call) -> None:
    async def scenario() -> None:
        jobs = JobsAtOnce()
        guard = Guard(database, jobs, KeySettings(cached=2))
        issued = [await issue(database) for _ in range(4)]
        for one in issued:
            await identify(guard, one.key)
        await jobs.run()
        assert list(guard.known) == [one.about.id for one in issued[2:]]

    call(scenario)


@pytest.mark.promise("S11")
def test_this_process_takes_no_key_that_it_has_revoked(
    client: TestClient, database: Database, call: Call
) -> None:
    issued = call(issue, database)
    assert client.get("/admin/keys", headers=send(issued.key)).status_code == 200

    client.delete(f"/admin/keys/{issued.about.id}")

    assert client.get("/admin/keys", headers=send(issued.key)).status_code == 401


def test_a_key_may_do_what_its_role_holds_today() -> None:
    assert list_scopes("reader", None) == [Scope.NOTES_READ]
    assert list_scopes("member", "notes:read gone:read access:manage") == [Scope.NOTES_READ]
    assert list_scopes("no such role", None) == []


@pytest.mark.parametrize(
    "text",
    ["", "Bearer", "Bearer x_y_z", f"Bearer {NAME}_y_z", "Bearer é_é_é", "Bearer " + "x" * LONGEST],
)
def test_what_is_no_key_costs_no_look_at_the_database(text: str) -> None:
    assert read_key(text) is None


def test_production_does_not_believe_a_key_for_long() -> None:
    assert KeySettings().list_dangers() == []
    assert len(KeySettings(cache_seconds=3600).list_dangers()) == 1
