"""Who logs in is let in until they log out, whatever a login gives."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.accounts.models import Account
from app.accounts.parts import Parts
from app.core.database import Database
from tests.accounts.conftest import NEW, WRONG, Person

Call = Callable[..., Any]
Actions = Callable[[UUID], list[str]]


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The service's database."""
    found: Database = app.state.database
    return found


def test_who_logs_in_is_let_in(ada: Person) -> None:
    ada.enter()

    own = ada.client.get("/auth/account").json()

    assert (own["id"], own["email"], own["role"]) == (str(ada.id), ada.email, "member")
    assert ada.client.get("/admin/accounts").status_code == 403


def test_an_address_is_the_same_in_capitals(ada: Person) -> None:
    assert ada.log_in(email=ada.email.upper()).status_code == 200


@pytest.mark.promise("S06")
def test_who_logs_out_is_out_at_once(ada: Person, list_actions: Actions) -> None:
    ada.enter()

    assert ada.send("/auth/logout").status_code == 204

    assert ada.client.get("/auth/account").status_code == 401
    assert list_actions(ada.id) == ["login.succeeded", "logout"]


def test_a_password_is_not_changed_without_the_old_one(ada: Person) -> None:
    ada.enter()

    changed = ada.send("/auth/password/change", old_password=WRONG, new_password=NEW)

    assert changed.status_code == 401
    assert ada.log_in().status_code == 200


@pytest.mark.promise("S07")
def test_a_hash_that_was_made_with_less_care_is_renewed_at_login(
    ada: Person, app: FastAPI, careful: Parts, database: Database, call: Call
) -> None:
    app.state.accounts = careful
    [(before,)] = call(database.rows, select(Account.password_hash), {})

    assert ada.log_in().status_code == 200

    [(kept,)] = call(database.rows, select(Account.password_hash), {})
    assert "m=8,t=1" in before
    assert "m=19456,t=2" in kept
    assert ada.log_in().status_code == 200


@pytest.mark.promise("S06")
def test_who_is_deactivated_cannot_log_in(ada: Person, database: Database, call: Call) -> None:
    call(database.change_alone, update(Account).values(deactivated_at=datetime.now(UTC)), {})

    assert ada.log_in().status_code == 401
