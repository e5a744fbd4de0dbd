"""People with accounts, and a box for the letters that they get."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.accounts.parts import Parts
from app.accounts.passwords import Passwords
from app.accounts.repository import AccountRow, add_account
from app.core.audit import read_entries
from app.core.ids import make_id
from app.core.mail import Letter
from app.core.policy import Role
from tests.credentials import read_login

PASSWORD = "seven tall green lamps"  # noqa: S105  # pragma: allowlist secret
EMAIL = "ada@example.com"
WRONG = "a wrong one of some length"
NEW = "nine short blue ladders"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = QUICK.hash(PASSWORD)
LETTER_SECONDS = 10


class QuickPasswords(Passwords):
    """Passwords of which hashes are made with no care: that care has tests of its own."""

    async def hash(self, password: str) -> str:
        """Return what is kept of `password`, at once."""
        return QUICK.hash(password)


class Box:
    """Where letters arrive."""

    def __init__(self) -> None:
        self.letters: asyncio.Queue[Letter] = asyncio.Queue()

    async def send(self, letter: Letter) -> None:
        """Take a letter."""
        self.letters.put_nowait(letter)

    async def read(self) -> Letter:
        """Return the next letter, once it is there."""
        return await asyncio.wait_for(self.letters.get(), LETTER_SECONDS)


@dataclass
class Person:
    """Somebody with an account."""

    id: UUID
    client: TestClient
    email: str = EMAIL
    password: str = PASSWORD

    def log_in(self, **others: object) -> Response:
        """Return the answer to a login, with what is right but for the others."""
        form = {"email": self.email, "password": self.password, **others}
        return self.client.post("/auth/login", json=form)

    def enter(self) -> Response:
        """Log in; the client's next requests are theirs. Return the answer."""
        answer = self.log_in()
        self.client.headers.update(read_login(answer))
        return answer

    def send(self, path: str, **form: object) -> Response:
        """Return the answer to a form."""
        return self.client.post(path, json=form)


@pytest.fixture
def call(client: TestClient) -> Callable[..., Any]:
    """What runs something of the service's where the service runs."""
    assert client.portal is not None
    return client.portal.call


@pytest.fixture
def careful(app: FastAPI) -> Iterator[Parts]:
    """What accounts are made of; for the test they spare the seconds that careful hashes take."""
    parts: Parts = app.state.accounts
    passwords = QuickPasswords()
    app.state.accounts = replace(parts, passwords=passwords)
    yield parts
    app.state.accounts = parts
    passwords.close()


@pytest.fixture
def box(app: FastAPI, careful: Parts) -> Iterator[Box]:
    """The box in which every letter of the test arrives."""
    parts: Parts = app.state.accounts
    box = Box()
    app.state.accounts = replace(parts, mail=box)
    yield box
    app.state.accounts = parts


@pytest.fixture
def read_code(box: Box, call: Callable[..., Any]) -> Callable[[], str]:
    """What returns the code of the next letter."""

    def read_code() -> str:
        letter: Letter = call(box.read)
        return max(letter.text.split(), key=len)

    return read_code


@pytest.fixture
def ada(app: FastAPI, client: TestClient, careful: Parts, call: Callable[..., Any]) -> Person:
    """Somebody with an account that is confirmed."""
    now = datetime.now(UTC)
    row = AccountRow(make_id(now), EMAIL, HASH, Role.MEMBER, now, now, None)

    async def add() -> None:
        async with app.state.database.work() as work:
            await add_account(work, row)

    call(add)
    return Person(row.id, client)


@pytest.fixture
def list_actions(app: FastAPI, call: Callable[..., Any]) -> Callable[[UUID], list[str]]:
    """What returns what was written down about an account, oldest first."""

    def list_actions(account_id: UUID) -> list[str]:
        entries = call(read_entries, app.state.database, 1000)
        return [entry.action for entry in reversed(entries) if entry.subject_id == account_id]

    return list_actions
