"""Passwords: which are taken, and how they are kept. Argon2id, in a few threads of low priority.

Source: OWASP Password Storage Cheat Sheet: 19 MiB, 2 rounds, 1 lane.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.accounts.errors import PasswordRefused
from app.core.cpus import count_cpus
from app.core.http.errors import Overloaded
from app.core.identity import NAME

SHORTEST, LONGEST = 15, 256  # characters
DIFFERENT = 5  # characters
WAITING = 64  # more than that wait for nothing
NICE = 10

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODYS = (  # takes as long as a real one, and no password is right
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw"  # pragma: allowlist secret
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # pragma: allowlist secret
)
COMMON = (  # of fifteen characters and more, in small letters, as leaks have them
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv",
    "1qazxsw23edcvfr4",
    "abcdefghijklmnopqrstuvwxyz",
    "administrator1234",
    "areyoukiddingme",
    "changemechangeme",
    "correcthorsebatterystaple",
    "iloveyouforever",
    "letmeinletmein1",
    "mynameisjohnny1",
    "passwordpassword",
    "qazwsxedcrfvtgb",
    "qwertyuiopasdfghjklzxcvbnm",  # pragma: allowlist secret
    "thequickbrownfox",
    "trustno1trustno1",
    "welcomewelcome1",
    "zaq12wsxcde34rfv",
    "01234567890123456789",
    "98765432109876543210",
)

Answer = TypeVar("Answer")


def refuse_weak(password: str, email: str) -> None:
    """Let a password pass that is none of those which are tried first.

    Raises:
        PasswordRefused: it is common, repeats itself, or is made of what everybody knows.
    """
    small = password.lower()
    rest = small
    for known in (email.lower(), email.lower().partition("@")[0], NAME):
        if len(known) >= DIFFERENT:
            rest = rest.replace(known, "")
    if is_common(small) or repeats(small) or len(rest) < DIFFERENT:
        raise PasswordRefused


def is_common(text: str) -> bool:
    """Say whether `text` is one of the common ones, part of one, or one with more around it."""
    letters = text.strip("0123456789!?.*@#$ ")
    return any(text in word or word in text or (letters and letters in word) for word in COMMON)


def repeats(text: str) -> bool:
    """Say whether `text` is a short piece again and again, or of few characters."""
    return len(set(text)) < DIFFERENT or any(
        (text[:size] * len(text))[: len(text)] == text for size in range(1, len(text) // 2 + 1)
    )


def step_back() -> None:
    """Let the thread that hashes give way to the one that answers."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class Passwords:
    """What makes and checks hashes: one CPU is left to all else, and few wait."""

    def __init__(self, threads: int = 0, waiting: int = WAITING) -> None:
        self.threads = threads or max(1, count_cpus() - 1)
        self.waiting = waiting
        self.running = 0
        self.pool = ThreadPoolExecutor(self.threads, "passwords", initializer=step_back)

    async def hash(self, password: str) -> str:
        """Return what is kept of `password`."""
        return await self.run(lambda: HASHER.hash(password))

    async def verify(self, password_hash: str, password: str) -> bool:
        """Say whether it is the password of that hash."""
        return await self.run(lambda: is_right(password_hash, password))

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """Do `work` in one of the threads.

        Raises:
            Overloaded: too many wait already.
        """
        if self.running >= self.threads + self.waiting:
            raise Overloaded("Too many log in at once. Ask again later.")
        self.running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, work)
        finally:
            self.running -= 1

    def close(self) -> None:
        """End the threads."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def is_right(password_hash: str, password: str) -> bool:
    """Say whether it is the password of that hash."""
    try:
        return HASHER.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash was made with less care than is taken today."""
    return HASHER.check_needs_rehash(password_hash)
