"""Administrators see accounts and decide what they may do; nobody else does."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.repository import AccountRow, add_account
from app.core.caller import Caller
from app.core.ids import make_id
from tests.accounts.conftest import HASH, Person

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")
ADMINS = frozenset({"access:manage"})


@pytest.mark.promise("S21")
@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("GET", "/admin/accounts", None),
        ("GET", f"/admin/accounts/{EVE}", None),
        ("PUT", f"/admin/accounts/{EVE}", {"role": "admin", "active": True}),
    ],
)
def test_only_who_manages_access_comes_here(
    client: TestClient, become: BecomeCaller, method: str, path: str, form: object
) -> None:
    become(EVE, frozenset({"notes:read", "notes:write"}))

    assert client.request(method, path, json=form).status_code == 403


@pytest.mark.promise("S21")
def test_a_member_cannot_make_an_administrator_of_themselves(ada: Person) -> None:
    ada.enter()
    form = {"role": "admin", "active": True}

    assert ada.client.put(f"/admin/accounts/{ada.id}", json=form).status_code == 403


@pytest.mark.promise("S06")
def test_who_is_deactivated_is_out_at_once_and_comes_back(
    ada: Person, become: BecomeCaller, app: FastAPI, list_actions: Callable[[UUID], list[str]]
) -> None:
    path, own = f"/admin/accounts/{ada.id}", app.state.identify
    ada.enter()
    become(EVE, ADMINS)

    out = ada.client.put(path, json={"role": "member", "active": False})
    app.state.identify = own

    assert out.json()["active"] is False
    assert ada.client.get("/auth/account").status_code == 401
    assert ada.log_in().status_code == 401
    become(EVE, ADMINS)
    ada.client.put(path, json={"role": "reader", "active": True})
    app.state.identify = own
    ada.enter()
    assert ada.client.get("/auth/account").json()["role"] == "reader"
    assert list_actions(ada.id).count("account.changed") == 2


@pytest.mark.parametrize("form", [{"role": "root", "active": True}, {"role": "admin"}, {}])
def test_what_can_be_decided_is_bounded(ada: Person, form: dict[str, object]) -> None:
    assert ada.client.put(f"/admin/accounts/{ada.id}", json=form).status_code == 422


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_account_that_is_not_there_is_not_found(client: TestClient, method: str) -> None:
    form = {"role": "member", "active": True} if method == "PUT" else None

    assert client.request(method, f"/admin/accounts/{EVE}", json=form).status_code == 404


@pytest.mark.promise("S29")
def test_the_list_comes_in_pages_and_shows_nothing_that_opens_an_account(
    app: FastAPI, client: TestClient, ada: Person
) -> None:
    async def add() -> None:
        now = datetime.now(UTC)
        for number in range(2):
            row = AccountRow(make_id(now), f"{number}@example.com", HASH, "member", now, None, None)
            async with app.state.database.work() as work:
                await add_account(work, row)

    assert client.portal is not None
    client.portal.call(add)
    first = client.get("/admin/accounts", params={"limit": 2}).json()
    rest = client.get("/admin/accounts", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [len(first["items"]), len(rest["items"])] == [2, 1]
    assert rest["items"][0] == client.get(f"/admin/accounts/{ada.id}").json()
    assert "argon2" not in str([first, rest])


@pytest.mark.promise("S29")
@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000", "x"])
def test_a_page_has_1_to_100_accounts(client: TestClient, limit: str) -> None:
    assert client.get("/admin/accounts", params={"limit": limit}).status_code == 422
