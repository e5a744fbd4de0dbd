"""A password is long, kept with Argon2id, and its hashing holds up nobody else."""

import asyncio
import threading
import time
from hashlib import sha256

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts.errors import PasswordRefused
from app.accounts.passwords import (
    COMMON,
    HASHER,
    NOBODYS,
    SHORTEST,
    Passwords,
    is_outdated,
    is_right,
    refuse_weak,
)
from app.core.cpus import count_cpus
from app.core.http.errors import Overloaded
from tests.accounts.conftest import PASSWORD

HASH = HASHER.hash(PASSWORD)
EMAIL = "ada.lovelace@example.com"


@pytest.mark.promise("S07")
def test_a_hash_takes_19_mib_and_two_rounds_of_argon2id() -> None:
    assert HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert HASHER.hash(PASSWORD) != HASH
    assert not is_outdated(HASH)
    assert is_right(HASH, PASSWORD)
    assert not is_right(HASH, PASSWORD + " ")
    assert not is_right("!", PASSWORD)


@pytest.mark.promise("S07")
@pytest.mark.parametrize(
    "password",
    [
        *COMMON,
        "PasswordPassword!!",
        "passwordpassword2026",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "ada.lovelace@example.com",
        "ada.lovelaceada.lovelace1",
        "123456789012345",
    ],
)
def test_what_is_tried_first_is_no_password(password: str) -> None:
    with pytest.raises(PasswordRefused):
        refuse_weak(password, EMAIL)


@pytest.mark.promise("S07")
@pytest.mark.parametrize("password", [PASSWORD, "x7!kQ2#mV9@pL4$t", "ünf große Häuser am Meer"])
def test_any_other_is(password: str) -> None:
    refuse_weak(password, EMAIL)


@pytest.mark.promise("S07")
@pytest.mark.parametrize(("letters", "code"), [(SHORTEST - 1, 422), (256, 202), (257, 422)])
def test_a_password_has_15_to_256_characters_and_all_of_them_count(
    client: TestClient, letters: int, code: int
) -> None:
    password = "".join(sha256(bytes([number])).hexdigest() for number in range(5))[:letters]
    form = {"email": "eve@example.com", "password": password}

    assert client.post("/auth/sign-up", json=form).status_code == code


@pytest.mark.promise("S08")
def test_no_more_are_hashed_at_once_than_leaves_a_cpu_to_all_else() -> None:
    passwords, running, most = Passwords(), 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.005)
        with lock:
            running -= 1

    async def scenario() -> None:
        await asyncio.gather(*(passwords.run(work) for _ in range(20)))

    asyncio.run(scenario())
    passwords.close()

    assert most == max(1, min(20, count_cpus() - 1))


@pytest.mark.promise("S08")
def test_hashing_does_not_hold_up_the_loop() -> None:
    async def scenario() -> float:
        passwords, longest = Passwords(threads=1), 0.0
        hashing = asyncio.gather(*(passwords.hash(PASSWORD) for _ in range(5)))
        while not hashing.done():
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - begun)
        await hashing
        passwords.close()
        return longest

    begun = time.perf_counter()
    longest = asyncio.run(scenario())

    assert longest < (time.perf_counter() - begun) / 2


@pytest.mark.promise("S08")
def test_few_may_wait_for_a_hash() -> None:
    async def scenario() -> int:
        passwords = Passwords(threads=1, waiting=2)
        ends = await asyncio.gather(
            *(passwords.verify(HASH, PASSWORD) for _ in range(6)), return_exceptions=True
        )
        passwords.close()
        return sum(isinstance(end, Overloaded) for end in ends)

    assert asyncio.run(scenario()) == 3


@pytest.mark.promise("S09")
def test_an_unknown_account_costs_as_much_as_a_known_one() -> None:
    def measure(known: str) -> float:
        begun = time.thread_time()
        assert not is_right(known, "a wrong password of some length")
        return time.thread_time() - begun

    unknown = min(measure(NOBODYS) for _ in range(5))
    wrong = min(measure(HASH) for _ in range(5))

    assert 0.5 < unknown / wrong < 2


def test_the_service_hashes_in_its_own_threads(app: FastAPI, client: TestClient) -> None:
    assert app.state.accounts.passwords.threads == max(1, count_cpus() - 1)
