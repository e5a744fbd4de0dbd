"""Who has the database learns neither addresses nor the secrets of second factors."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, select, table, text

from app.cli import main
from app.core.sealing.scanning import make_words
from tests.accounts.conftest import EMAIL, NEW, WRONG, Person

Call = Callable[..., Any]


async def dump(app: FastAPI) -> bytes:
    """Return everything that stands in any table, as the database has it."""
    async with app.state.database.pool.lend() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        whole = [select(text("*")).select_from(table(name)) for name in names]
        found = [(await connection.execute(rows)).all() for rows in whole]
    return str(found).encode()


@pytest.mark.promise("S55")
def test_no_table_holds_an_address_or_a_secret(ada: Person, app: FastAPI, call: Call) -> None:
    ada.log_in(password=WRONG)
    ada.enter()
    secret = ada.send("/auth/second-factor", password=ada.password).json()["secret"]
    ada.send("/auth/password/forgotten", email=EMAIL)

    content = call(dump, app)

    assert ada.id.hex.encode() in content.replace(b"-", b"")
    assert not [text for text in (EMAIL, secret) if make_words([text]).are_in(content)]
    assert main(["encryption", "scan"]) == 0


@pytest.mark.promise("S55")
def test_an_account_is_found_by_its_address_all_the_same(ada: Person) -> None:
    answers = [ada.log_in(email=email).status_code for email in (EMAIL, "eve@example.com")]
    taken = ada.send("/auth/sign-up", email=EMAIL, password=NEW)

    assert answers == [200, 401]
    assert taken.status_code == 202
