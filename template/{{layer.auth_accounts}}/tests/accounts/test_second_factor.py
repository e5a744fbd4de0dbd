"""A second factor: who has the password alone does not get in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.accounts.errors import LoginRefused
from app.accounts.login import Login
from app.accounts.repository import AccountRow
from app.accounts.schemas import AccountLogin
from app.accounts.totp import STEP_SECONDS, find_step, make_code
from app.core.database import Work
from tests.accounts.conftest import WRONG, Person

Call = Callable[..., Any]
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105  # pragma: allowlist secret


def find_code(secret: str, steps: int = 0) -> str:
    """Return the code that the authenticator shows, or showed some steps away from now."""
    return make_code(secret, int(datetime.now(UTC).timestamp()) // STEP_SECONDS + steps)


async def give_nothing(work: Work, account: AccountRow) -> None:
    """Be what a login gives that is not to open."""


@pytest.fixture
def guarded(ada: Person) -> tuple[str, list[str]]:
    """The secret and the recovery codes of ada's second factor, confirmed with an older code."""
    ada.enter()
    secret = ada.send("/auth/second-factor", password=ada.password).json()["secret"]
    confirmed = ada.send("/auth/second-factor/confirm", code=find_code(secret, -1))
    assert confirmed.status_code == 200, confirmed.text
    return secret, confirmed.json()["recovery_codes"]


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)

    assert find_step(RFC_SECRET, code, now) == seconds // 30
    assert find_step(RFC_SECRET, code, now + timedelta(minutes=2)) is None


def test_a_login_wants_a_code_from_then_on(ada: Person, guarded: tuple[str, list[str]]) -> None:
    alone = ada.log_in()
    wrong = ada.log_in(code="000000")
    right = ada.log_in(code=find_code(guarded[0]))

    assert (alone.status_code, alone.json()["title"]) == (401, "Second factor needed")
    assert (wrong.status_code, right.status_code) == (401, 200)


def test_the_right_code_does_not_help_without_the_password(
    ada: Person, guarded: tuple[str, list[str]]
) -> None:
    answer = ada.log_in(password=WRONG, code=find_code(guarded[0]))

    assert (answer.status_code, answer.json()["title"]) == (401, "Unauthenticated")


def test_a_code_is_good_once(ada: Person, guarded: tuple[str, list[str]]) -> None:
    code = find_code(guarded[0])

    assert ada.log_in(code=code).status_code == 200
    assert ada.log_in(code=code).status_code == 401
    assert ada.log_in(code=find_code(guarded[0], -1)).status_code == 401


def test_a_recovery_code_helps_once(ada: Person, guarded: tuple[str, list[str]]) -> None:
    _, recovery = guarded

    assert len(set(recovery)) == 10
    assert ada.log_in(code=recovery[0].lower()).status_code == 200
    assert ada.log_in(code=recovery[0]).status_code == 401
    assert ada.log_in(code=recovery[1]).status_code == 200


def test_it_does_not_count_before_a_code_was_shown(ada: Person) -> None:
    ada.enter()
    ada.send("/auth/second-factor", password=ada.password)

    assert ada.send("/auth/second-factor/confirm", code="000000").status_code == 400
    assert ada.log_in().status_code == 200


def test_without_a_secret_no_code_confirms(ada: Person) -> None:
    ada.enter()

    assert ada.send("/auth/second-factor/confirm", code="000000").status_code == 400


def test_a_second_one_cannot_be_put_in_its_place(
    ada: Person, guarded: tuple[str, list[str]]
) -> None:
    begun = ada.send("/auth/second-factor", password=ada.password)
    confirmed = ada.send("/auth/second-factor/confirm", code=find_code(guarded[0]))

    assert (begun.status_code, confirmed.status_code) == (409, 409)


def test_it_is_removed_with_the_password_and_a_code(
    ada: Person, guarded: tuple[str, list[str]], list_actions: Callable[[UUID], list[str]]
) -> None:
    path, code = "/auth/second-factor/remove", find_code(guarded[0])

    wrong = ada.send(path, password=ada.password, code="000000")
    right = ada.send(path, password=ada.password, code=code)

    assert (wrong.status_code, right.status_code) == (400, 204)
    assert ada.log_in().status_code == 200
    assert {"second_factor.added", "second_factor.removed"} <= set(list_actions(ada.id))


def test_a_code_is_good_for_its_own_account_only(
    ada: Person, guarded: tuple[str, list[str]], app: FastAPI, call: Call
) -> None:
    form = AccountLogin(email="eve@example.com", password=ada.password, code=guarded[1][0])

    login = Login(app.state.accounts, "192.0.2.1", datetime.now(UTC))

    with pytest.raises(LoginRefused):
        call(login.open, form, give_nothing)
    assert ada.log_in(code=guarded[1][0]).status_code == 200
