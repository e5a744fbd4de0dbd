"""Signing up, confirming, forgetting: strangers get what is theirs, and learn nothing of others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.errors import CodeRefused
from app.accounts.schemas import AccountReset
from app.accounts.service import RESET_TIME, Doors
from app.core.mail import Letter
from tests.accounts.conftest import EMAIL, NEW, PASSWORD, WRONG, Box, Person

Call = Callable[..., Any]
Code = Callable[[], str]


def sign_up(client: TestClient, email: str = EMAIL, **others: object) -> int:
    """Return the status of the answer to somebody who signs up."""
    form = {"email": email, "password": PASSWORD, **others}
    return client.post("/auth/sign-up", json=form).status_code


def log_in(client: TestClient, password: str = PASSWORD) -> int:
    """Return the status of the answer to a login."""
    form = {"email": EMAIL, "password": password}
    return client.post("/auth/login", json=form).status_code


def test_who_signs_up_and_confirms_can_log_in(client: TestClient, read_code: Code) -> None:
    signed_up = sign_up(client)
    code = read_code()
    before = log_in(client)

    confirmed = client.post("/auth/confirm", json={"code": code})

    assert (signed_up, before, confirmed.status_code, log_in(client)) == (202, 401, 204, 200)
    assert client.post("/auth/confirm", json={"code": code}).status_code == 400


def test_an_address_that_was_not_confirmed_can_be_taken(
    client: TestClient, read_code: Code
) -> None:
    sign_up(client, password=NEW)
    thiefs = read_code()

    sign_up(client)
    owners = read_code()

    assert client.post("/auth/confirm", json={"code": thiefs}).status_code == 400
    assert client.post("/auth/confirm", json={"code": owners}).status_code == 204
    assert log_in(client) == 200


@pytest.mark.promise("S09")
def test_signing_up_with_a_known_address_is_answered_the_same(
    ada: Person, box: Box, call: Call
) -> None:
    known = ada.send("/auth/sign-up", email=ada.email, password=NEW)
    letter: Letter = call(box.read)
    unknown = ada.send("/auth/sign-up", email="eve@example.com", password=NEW)

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert letter.to == ada.email
    assert "You have one" in letter.text
    assert ada.log_in().status_code == 200


@pytest.mark.promise("S09")
def test_a_wrong_password_and_an_unknown_address_are_answered_the_same(ada: Person) -> None:
    wrong = ada.log_in(password=WRONG)
    unknown = ada.log_in(email="nobody@example.com")

    told = [{**answer.json(), "request_id": ""} for answer in (wrong, unknown)]
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert told[0] == told[1]


@pytest.mark.promise("S09")
def test_forgetting_a_password_is_answered_the_same(ada: Person, box: Box) -> None:
    known = ada.send("/auth/password/forgotten", email=ada.email)
    unknown = ada.send("/auth/password/forgotten", email="nobody@example.com")

    assert (known.status_code, known.content) == (202, unknown.content)
    assert unknown.status_code == 202


def test_the_code_of_a_letter_sets_a_password_once(ada: Person, read_code: Code) -> None:
    ada.enter()
    ada.send("/auth/password/forgotten", email=ada.email)
    code = read_code()

    first = ada.send("/auth/password/reset", code=code, password=NEW)
    second = ada.send("/auth/password/reset", code=code, password=NEW)

    assert (first.status_code, second.status_code) == (204, 400)
    assert ada.client.get("/auth/account").status_code == 401  # every session has ended
    assert (ada.log_in().status_code, ada.log_in(password=NEW).status_code) == (401, 200)


def test_the_newest_letter_counts_and_for_half_an_hour(
    ada: Person, app: FastAPI, read_code: Code, call: Call
) -> None:
    ada.send("/auth/password/forgotten", email=ada.email)
    old = read_code()
    ada.send("/auth/password/forgotten", email=ada.email)
    late = AccountReset(code=read_code(), password=NEW)

    assert ada.send("/auth/password/reset", code=old, password=NEW).status_code == 400
    now = datetime.now(UTC) + RESET_TIME + timedelta(minutes=1)
    with pytest.raises(CodeRefused):
        call(Doors(app.state.accounts).reset_password, late, "192.0.2.1", now)


@pytest.mark.promise("S15")
def test_no_letter_holds_an_address_with_a_code_in_it(ada: Person, box: Box, call: Call) -> None:
    ada.send("/auth/password/forgotten", email=ada.email)
    ada.send("/auth/sign-up", email="eve@example.com", password=NEW)

    texts = [call(box.read).text for _ in range(2)]

    assert not any("://" in text for text in texts)


@pytest.mark.promise("S07")
def test_an_easy_password_is_refused_wherever_one_is_set(ada: Person, read_code: Code) -> None:
    easy = "passwordpassword"
    signed_up = ada.send("/auth/sign-up", email="eve@example.com", password=easy)
    ada.send("/auth/password/forgotten", email=ada.email)
    reset = ada.send("/auth/password/reset", code=read_code(), password=easy)
    ada.enter()
    changed = ada.send("/auth/password/change", old_password=ada.password, new_password=easy)

    assert (signed_up.status_code, reset.status_code, changed.status_code) == (422, 422, 422)


@pytest.mark.promise("S21")
@pytest.mark.parametrize("field", ["role", "id", "confirmed_at", "scopes"])
def test_nobody_chooses_what_they_may(client: TestClient, field: str) -> None:
    assert sign_up(client, **{field: "admin"}) == 422


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.com", "ada@example.com\nBcc: x"])
def test_an_address_is_one(client: TestClient, email: str) -> None:
    assert sign_up(client, email=email) == 422


def test_sign_up_can_be_closed(app: FastAPI, client: TestClient) -> None:
    parts = app.state.accounts
    settings = parts.settings.model_copy(update={"sign_up": "closed"})
    app.state.accounts = replace(parts, settings=settings)
    try:
        assert sign_up(client) == 404
    finally:
        app.state.accounts = parts


def test_what_is_done_is_written_down(
    ada: Person, read_code: Code, list_actions: Callable[[UUID], list[str]]
) -> None:
    ada.log_in(password=WRONG)
    ada.send("/auth/password/forgotten", email=ada.email)
    ada.send("/auth/password/reset", code=read_code(), password=NEW)

    assert list_actions(ada.id) == ["login.failed", "password.forgotten", "password.changed"]
