"""A login lasts as long as its owner wants, and ends at once when they, or a thief, end it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from app.accounts.guard import FRESH_SECONDS, Revoked
from app.accounts.lifetime import sweep
from app.accounts.models import Account
from app.accounts.secret import make_digest
from app.accounts.sessions.errors import TokenRefused
from app.accounts.sessions.events import SessionsEnded
from app.accounts.sessions.models import RefreshToken, Session
from app.accounts.sessions.repository import read_revoked
from app.accounts.sessions.service import Sessions
from app.core.caller import Caller
from app.core.database import Database
from tests.accounts.conftest import NEW, Person

Call = Callable[..., Any]
Actions = Callable[[UUID], list[str]]


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The service's database."""
    found: Database = app.state.database
    return found


@pytest.mark.promise("S05")
def test_a_refresh_token_gives_the_next_two(ada: Person) -> None:
    first = ada.enter().json()

    second = ada.send("/auth/refresh", refresh_token=first["refresh_token"])
    third = ada.send("/auth/refresh", refresh_token=second.json()["refresh_token"])

    assert (second.status_code, third.status_code) == (200, 200)
    assert second.json()["access_token"] != first["access_token"]
    assert first["expires_in"] <= 900


@pytest.mark.promise("S05")
def test_a_refresh_token_that_comes_twice_ends_its_session(
    ada: Person, list_actions: Actions
) -> None:
    stolen = ada.enter().json()
    owners = ada.send("/auth/refresh", refresh_token=stolen["refresh_token"]).json()

    thief = ada.send("/auth/refresh", refresh_token=stolen["refresh_token"])

    assert thief.status_code == 401
    assert ada.send("/auth/refresh", refresh_token=owners["refresh_token"]).status_code == 401
    assert ada.client.get("/auth/account").status_code == 401
    assert "session.reused" in list_actions(ada.id)


@pytest.mark.promise("S05")
def test_of_two_who_refresh_at_once_one_gets_tokens(ada: Person, app: FastAPI, call: Call) -> None:
    secret, now = ada.enter().json()["refresh_token"], datetime.now(UTC)

    async def race() -> list[object]:
        racers = [Sessions(app.state.accounts).refresh(secret, now) for _ in range(4)]
        return list(await asyncio.gather(*racers, return_exceptions=True))

    refused = sum(isinstance(end, TokenRefused) for end in call(race))

    assert refused >= 3


@pytest.mark.promise("S05")
def test_only_the_digest_of_a_refresh_token_is_kept(
    ada: Person, database: Database, call: Call
) -> None:
    secret = ada.enter().json()["refresh_token"]

    rows = str(call(database.rows, select(RefreshToken.digest), {}))

    assert secret not in rows
    assert make_digest(secret) in rows


@pytest.mark.promise("S05")
@pytest.mark.parametrize(("days", "code"), [(6, 200), (8, 401)])
def test_a_session_that_is_not_used_ends(
    ada: Person, app: FastAPI, call: Call, days: int, code: int
) -> None:
    secret = ada.enter().json()["refresh_token"]

    async def refresh() -> int:
        try:
            later = datetime.now(UTC) + timedelta(days=days)
            await Sessions(app.state.accounts).refresh(secret, later)
        except TokenRefused:
            return 401
        return 200

    assert call(refresh) == code


@pytest.mark.promise("S05")
def test_a_session_ends_however_often_it_is_used(ada: Person, app: FastAPI, call: Call) -> None:
    secret, now = ada.enter().json()["refresh_token"], datetime.now(UTC)

    async def use_for_days() -> int:
        last, day = secret, 0
        try:
            while day < 60:
                day += 5
                later = now + timedelta(days=day)
                last = (await Sessions(app.state.accounts).refresh(last, later)).refresh_token
        except TokenRefused:
            pass
        return day

    assert 25 <= call(use_for_days) <= 35


@pytest.mark.promise("S06")
def test_who_logs_out_gets_no_more_tokens(ada: Person) -> None:
    secret = ada.enter().json()["refresh_token"]

    ada.send("/auth/logout")

    assert ada.send("/auth/refresh", refresh_token=secret).status_code == 401


@pytest.mark.promise("S06")
def test_another_password_ends_every_session(ada: Person, box: object) -> None:
    elsewhere = ada.enter().json()
    ada.enter()

    changed = ada.send("/auth/password/change", old_password=ada.password, new_password=NEW)

    headers = {"Authorization": f"Bearer {elsewhere['access_token']}"}
    assert changed.status_code == 204
    assert ada.client.get("/auth/account").status_code == 401
    assert ada.client.get("/auth/account", headers=headers).status_code == 401
    assert ada.send("/auth/refresh", refresh_token=elsewhere["refresh_token"]).status_code == 401
    assert (ada.log_in().status_code, ada.log_in(password=NEW).status_code) == (401, 200)


@pytest.mark.promise("S06")
def test_other_processes_know_of_an_end_within_a_second(
    ada: Person, database: Database, call: Call
) -> None:
    session_id = UUID(
        jwt.decode(ada.enter().json()["access_token"], options={"verify_signature": False})["sid"]
    )
    ada.send("/auth/logout")

    async def ask() -> tuple[bool, set[UUID]]:
        other = Revoked(database, 600)
        long_ago = datetime.now(UTC) - timedelta(minutes=1)
        return await other.has(session_id), await read_revoked(database, long_ago)

    assert call(ask) == (True, {session_id})
    assert FRESH_SECONDS <= 1


@pytest.mark.promise("S06")
def test_an_end_that_comes_while_the_list_is_read_is_not_forgotten(
    app: FastAPI, database: Database, call: Call
) -> None:
    ended = UUID(int=5)

    async def scenario() -> bool:
        revoked = Revoked(database, 600)
        reading = asyncio.create_task(revoked.has(UUID(int=6)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await revoked.listen(SessionsEnded(owner_id=UUID(int=1), session_ids=(ended,)))
        await reading
        return await revoked.has(ended)

    assert call(scenario)


@pytest.mark.promise("S06")
def test_who_is_deactivated_cannot_refresh(ada: Person, database: Database, call: Call) -> None:
    secret = ada.enter().json()["refresh_token"]
    call(database.change_alone, update(Account).values(deactivated_at=datetime.now(UTC)), {})

    assert ada.send("/auth/refresh", refresh_token=secret).status_code == 401


def test_what_has_expired_is_swept(ada: Person, database: Database, call: Call) -> None:
    ada.enter()

    call(sweep, database, datetime.now(UTC) + timedelta(days=31))

    for table in (Session, RefreshToken):
        assert call(database.rows, select(func.count()).select_from(table), {})[0][0] == 0


def test_a_caller_without_a_session_has_none_to_end(app: FastAPI, call: Call) -> None:
    call(Sessions(app.state.accounts).log_out, Caller(UUID(int=1)), datetime.now(UTC))


@pytest.mark.usefixtures("ada")
def test_an_unknown_refresh_token_is_refused(client: TestClient) -> None:
    assert client.post("/auth/refresh", json={"refresh_token": "x"}).status_code == 401
