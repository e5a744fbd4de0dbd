"""Nobody tries passwords for long: neither on one account, nor from one address."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.errors import TooManyTries
from app.accounts.limits import Limits
from app.accounts.settings import AuthSettings
from app.core.database import Database, DatabaseSettings
from tests.accounts.conftest import WRONG, Person

Call = Callable[..., Any]


@pytest.mark.promise("S10")
def test_an_account_can_be_tried_five_times(ada: Person) -> None:
    statuses = [ada.log_in(password=WRONG).status_code for _ in range(6)]
    right = ada.log_in()

    assert statuses == [401] * 5 + [429]
    assert right.status_code == 429
    assert 0 < int(right.headers["retry-after"]) <= 900


@pytest.mark.promise("S10")
def test_an_account_that_is_not_there_too(client: TestClient) -> None:
    form = {"email": "nobody@example.com", "password": WRONG}

    assert [client.post("/auth/login", json=form).status_code for _ in range(6)][-1] == 429


@pytest.mark.promise("S10")
def test_an_address_can_try_twenty_times(client: TestClient) -> None:
    statuses = [
        client.post("/auth/password/forgotten", json={"email": f"{number}@example.com"}).status_code
        for number in range(21)
    ]

    assert statuses == [202] * 20 + [429]


@pytest.mark.promise("S10")
def test_who_gets_in_begins_anew(ada: Person) -> None:
    for _ in range(3):
        ada.log_in(password=WRONG)
        ada.log_in(password=WRONG)
        assert ada.log_in().status_code == 200


@pytest.mark.promise("S10")
def test_other_processes_count_along_and_a_restart_forgets_nothing(
    app: FastAPI, call: Call
) -> None:
    async def scenario() -> None:
        now = datetime.now(UTC)
        here = Limits(app.state.database, AuthSettings())
        other = Database(DatabaseSettings())
        there = Limits(other, AuthSettings())
        for number in range(5):
            await (here if number % 2 else there).count("ada", str(number), now)
        with pytest.raises(TooManyTries):
            await there.count("ada", "x", now)
        await other.close()

    call(scenario)


@pytest.mark.promise("S10")
def test_who_tries_many_at_once_gets_no_more(app: FastAPI, call: Call) -> None:
    async def scenario() -> None:
        limits, now = Limits(app.state.database, AuthSettings()), datetime.now(UTC)
        tries = [limits.count("ada", "x", now) for _ in range(8)]
        refusals = [r for r in await asyncio.gather(*tries, return_exceptions=True) if r]
        assert [type(refusal) for refusal in refusals] == [TooManyTries] * 3

    call(scenario)


@pytest.mark.promise("S10")
def test_who_has_many_addresses_of_one_network_has_one_count(app: FastAPI, call: Call) -> None:
    async def scenario() -> None:
        limits, now = Limits(app.state.database, AuthSettings()), datetime.now(UTC)
        for number in range(20):
            await limits.count(f"{number}@example.com", f"2001:db8:1:2::{number:x}", now)
        with pytest.raises(TooManyTries):
            await limits.count("ada@example.com", "2001:db8:1:2:ffff::1", now)

    call(scenario)


@pytest.mark.promise("S10")
def test_after_a_while_one_may_try_again(app: FastAPI, call: Call) -> None:
    async def scenario() -> None:
        limits, now = Limits(app.state.database, AuthSettings()), datetime.now(UTC)
        for number in range(5):
            await limits.count("ada", str(number), now)
        await limits.count("ada", "x", now + timedelta(minutes=16))

    call(scenario)


@pytest.mark.promise("S10")
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/auth/password/change", {"old_password": WRONG, "new_password": WRONG}),
        ("/auth/second-factor", {"password": WRONG}),
        ("/auth/second-factor/remove", {"password": WRONG, "code": "000000"}),
    ],
)
def test_a_stolen_token_is_no_way_to_try_passwords(
    ada: Person, path: str, form: dict[str, str]
) -> None:
    ada.enter()

    statuses = [ada.send(path, **form).status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]
