"""Somebody is logged in with a browser until they, or whoever they tell, end it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.policy import Scope
from tests.accounts.conftest import NEW, WRONG, Person
from tests.credentials import BAD, OWN_PAGE, introduce, read_login, spoil

Actions = Callable[[UUID], list[str]]


def is_in(person: Person, headers: dict[str, str]) -> bool:
    """Say whether a browser with this cookie is logged in."""
    return person.client.get("/auth/account", headers=headers).status_code == 200


@pytest.mark.promise("S12")
def test_a_login_sets_a_cookie_that_no_other_login_sets(ada: Person) -> None:
    first, second = ada.log_in(), ada.log_in()

    for answer in (first, second):
        assert answer.json()["email"] == ada.email
        rules = set(answer.headers["set-cookie"].split("; ")[1:])
        assert rules == {"Max-Age=86400", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"}
    assert first.headers["set-cookie"] != second.headers["set-cookie"]


def test_a_wrong_password_sets_none(ada: Person) -> None:
    assert "set-cookie" not in ada.log_in(password=WRONG).headers


@pytest.mark.promise("S12")
def test_who_logs_in_again_has_another_cookie_and_the_first_is_no_longer_good(
    ada: Person,
) -> None:
    first = read_login(ada.enter())

    second = read_login(ada.enter())

    assert first != second
    assert not is_in(ada, first)
    assert is_in(ada, second)


@pytest.mark.promise("S12")
@pytest.mark.parametrize("kind", BAD)
def test_a_cookie_that_is_not_good_is_refused_and_not_told_why(
    app: FastAPI, client: TestClient, kind: str
) -> None:
    assert client.portal is not None
    headers = client.portal.call(spoil, app.state.database, kind)

    answer = client.get("/auth/account", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Cookie"
    assert answer.json()["detail"].startswith("Log in first")


@pytest.mark.promise("S06")
def test_logging_out_takes_the_cookie_away_and_it_is_no_longer_good(ada: Person) -> None:
    kept = read_login(ada.enter())

    answer = ada.send("/auth/logout")

    assert answer.headers["set-cookie"].startswith("__Host-session=; Max-Age=0; ")
    assert not is_in(ada, kept)


@pytest.mark.promise("S06")
def test_another_password_ends_every_other_session_and_renews_this_one(
    ada: Person, box: object
) -> None:
    elsewhere = read_login(ada.log_in())
    old = read_login(ada.enter())

    changed = ada.send("/auth/password/change", old_password=ada.password, new_password=NEW)

    assert changed.status_code == 204
    assert not is_in(ada, elsewhere)
    assert not is_in(ada, old)
    assert is_in(ada, read_login(changed))
    assert (ada.log_in().status_code, ada.log_in(password=NEW).status_code) == (401, 200)


@pytest.mark.promise("S06")
def test_one_sees_where_one_is_logged_in_and_ends_what_one_wants(
    ada: Person, list_actions: Actions
) -> None:
    ada.client.headers["User-Agent"] = "Firefox"
    elsewhere = read_login(ada.log_in())
    ada.enter()
    here, there = ada.client.get("/auth/sessions").json()["items"]

    ended = ada.client.delete(f"/auth/sessions/{there['id']}")

    assert (here["is_this"], there["is_this"], there["browser"]) == (True, False, "Firefox")
    assert ended.status_code == 204
    assert not is_in(ada, elsewhere)
    assert [item["id"] for item in ada.client.get("/auth/sessions").json()["items"]] == [here["id"]]
    assert ada.client.delete(f"/auth/sessions/{there['id']}").status_code == 404
    assert list_actions(ada.id)[-1] == "session.ended"


@pytest.mark.promise("S18")
def test_nobody_sees_or_ends_the_session_of_somebody_else(
    ada: Person, app: FastAPI, client: TestClient
) -> None:
    ada.enter()
    adas = client.get("/auth/sessions").json()["items"][0]["id"]
    assert client.portal is not None
    _, eve = client.portal.call(introduce, app.state.database, [Scope.ACCESS_MANAGE])

    listed = client.get("/auth/sessions", headers=eve).json()["items"]
    ended = client.delete(f"/auth/sessions/{adas}", headers=eve)

    assert adas not in {item["id"] for item in listed}
    assert ended.json()["title"] == client.delete(f"/auth/sessions/{uuid4()}").json()["title"]
    assert ended.status_code == 404
    assert client.get("/auth/account").status_code == 200


@pytest.mark.promise("S13")
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_can_do_nothing_and_log_nobody_in(ada: Person, site: str) -> None:
    ada.enter()
    foreign = {"Sec-Fetch-Site": site}
    form = {"email": ada.email, "password": ada.password}

    out = ada.client.post("/auth/logout", headers=foreign)
    login = ada.client.post("/auth/login", json=form, headers=foreign)

    assert (out.status_code, login.status_code) == (403, 403)
    assert "set-cookie" not in login.headers
    assert ada.client.get("/auth/account").status_code == 200


@pytest.mark.promise("S15")
def test_a_cookie_is_taken_from_its_header_and_from_nowhere_else(
    ada: Person, client: TestClient
) -> None:
    name, _, secret = read_login(ada.enter())["Cookie"].partition("=")
    del client.headers["Cookie"]

    answer = client.get("/auth/account", params={name: secret, "session": secret})

    assert answer.status_code == 401


def test_what_no_session_has_is_not_there_to_end(ada: Person) -> None:
    ada.enter()

    assert ada.client.delete("/auth/sessions/x").status_code == 422
    assert ada.client.post("/auth/logout", headers=OWN_PAGE).status_code == 204
