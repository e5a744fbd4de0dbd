"""Restic, which encrypts, deduplicates and keeps what it is given; and what its complaints mean."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from contextlib import aclosing
from typing import ClassVar, Protocol

from app.backups.errors import BackupError, InUse, NoBackups, NotFit, TargetRefused, WrongPassword
from app.backups.process import Chunks, running
from app.backups.settings import BackupSettings
from app.core.identity import NAME

PROGRAM = "restic"
OTHERS_SECONDS = 900.0  # how long whoever works in the backups alone is waited for
BETWEEN_SECONDS = 1.0  # of two tries meanwhile

MISSING = 10  # exit codes of newer versions; the words are those of all
WRONG = 12

WRONG_WORDS = ("wrong password or no key found",)
REFUSED_WORDS = ("denied", "forbidden", "signature", "access key", "credential")
AWAY_WORDS = ("dial tcp", "no such host", "certificate", "timeout")
FULL_WORDS = ("no space left", "quota")
LOCK_WORDS = ("unable to create lock",)  # there is another, or there was until now
MISSING_WORDS = ("no such file", "does not exist")
TRYING_AGAIN = "retrying after"

OTHER_WORDS = "Look at BACKUPS_PASSWORD; the copy of the secrets that is kept apart has it."
WAIT_FOR_OTHERS = "Try again later; what a lost machine has left goes after 30 minutes."
LOOK_AT_TARGET = "Look at BACKUPS_ in .env.example, and whether it can be reached from here."


class Target(Protocol):
    """Where the backups are."""

    patience_seconds: ClassVar[float]  # how long what fails is tried again

    def name_repository(self) -> str: ...

    def list_variables(self) -> dict[str, str]: ...


class Restic:
    """The repository of this service's backups."""

    def __init__(self, target: Target, settings: BackupSettings) -> None:
        self.patience_seconds = target.patience_seconds
        password = settings.password.get_secret_value() if settings.password else ""
        self.variables = {
            **target.list_variables(),
            "RESTIC_REPOSITORY": target.name_repository(),
            "RESTIC_PASSWORD": password,
            "RESTIC_CACHE_DIR": str(settings.state / "cache"),
            "GOMAXPROCS": "1",  # callers come first
        }

    def refuse_unset(self) -> None:
        """Return if it is known where the backups are and what opens them.

        Raises:
            TargetRefused: it is not.
        """
        if not self.variables["RESTIC_REPOSITORY"] or not self.variables["RESTIC_PASSWORD"]:
            raise TargetRefused(
                "Nobody has said where the backups are, or what their password is.",
                "Set what .env.example lists as BACKUPS_; app check --deploy says what is missing.",
            )

    async def tell(self, *words: str) -> bytes:
        """Run one command to its end, and return what it wrote; others are waited for.

        Raises:
            BackupError: it failed; the class says how.
        """
        others = Others()
        while True:
            try:
                return await self._tell_now(*words)
            except InUse as error:
                await others.wait(error)
                await self.unlock()

    async def _tell_now(self, *words: str) -> bytes:
        self.refuse_unset()
        patience = Patience(self.patience_seconds)
        async with running([PROGRAM, *words], self.variables, listen=patience.is_lost) as program:
            written = await program.read_all()
            if code := await program.end():
                raise explain(code, program.said)
            return written

    async def unlock(self) -> None:
        """Remove the locks that a killed process has left; those of who works stay."""
        await self._tell_now("unlock", "--quiet")

    async def make(self) -> None:
        """Make the repository, which is not there yet."""
        await self.tell("init", "--quiet")

    async def store(self, name: str, chunks: Chunks, tags: Sequence[str]) -> str:
        """Keep `chunks` as the file `name`, and return the snapshot that holds it.

        If `chunks` fails, nothing is kept: restic is stopped before it sees the end of them.
        """
        self.refuse_unset()
        tagged = [word for tag in tags for word in ("--tag", tag)]
        command = [PROGRAM, "backup", "--stdin", "--stdin-filename", name, "--json", "--host", NAME]
        patience = Patience(self.patience_seconds)
        async with running(
            [*command, *tagged],
            self.variables,
            stdin=PIPE,
            listen=patience.is_lost,
            behind=True,
        ) as program:
            told = asyncio.create_task(program.read_all())  # or it waits for us, and we for it
            try:
                await program.feed(chunks)
                if code := await program.end():
                    raise explain(code, program.said)
                return str(json.loads((await told).splitlines()[-1])["snapshot_id"])
            finally:
                told.cancel()
                await asyncio.wait([told])

    async def read(self, snapshot: str, name: str, *, locked: bool = True) -> Chunks:
        """Yield what is kept as the file `name`; every byte has been verified by restic.

        While it is `locked`, nothing is pruned; whoever prunes is waited for.

        Raises:
            NotFit: it is not whole any more.
        """
        others = Others()
        while True:
            try:
                async with aclosing(self._read_now(snapshot, name, locked=locked)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                return
            except InUse as error:  # before the first of them
                await others.wait(error)
                await self.unlock()

    async def _read_now(self, snapshot: str, name: str, *, locked: bool) -> Chunks:
        self.refuse_unset()
        command = [PROGRAM, "dump", *([] if locked else ["--no-lock"]), snapshot, f"/{name}"]
        patience = Patience(self.patience_seconds)
        async with running(command, self.variables, listen=patience.is_lost) as program:
            async for chunk in program.read():
                patience.begun = None
                yield chunk
            if code := await program.end():
                raise explain_reading(code, program.said)


class Others:
    """Those who work in the backups and let nobody else: a prune, or whoever holds one up."""

    def __init__(self) -> None:
        self.begun: float | None = None

    async def wait(self, refusal: InUse) -> None:
        """Return when it is worth another try.

        Raises:
            InUse: it never will be.
        """
        now = time.monotonic()
        if self.begun is None:
            self.begun = now
            print(f"{refusal} We wait.", file=sys.stderr)
        if now - self.begun > OTHERS_SECONDS:
            raise refusal
        await asyncio.sleep(BETWEEN_SECONDS)


class Patience:
    """How long restic may try again what has failed: by itself it does so for 15 minutes."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.begun: float | None = None

    def is_lost(self, line: str) -> bool:
        """Say whether it is of no use to go on, as of this line that it wrote."""
        if TRYING_AGAIN not in line:
            return False
        if has(line, *REFUSED_WORDS, *FULL_WORDS):
            return True
        now = time.monotonic()
        self.begun = self.begun or now
        return now - self.begun > self.seconds


def has(text: str, *words: str) -> bool:
    """Say whether one of `words` is in `text`, in small letters or large ones."""
    small = text.lower()
    return any(word in small for word in words)


def explain(code: int, said: str) -> BackupError:
    """Return what it means that restic ended with `code` and these last words."""
    reason = find_reason(said)
    if code == WRONG or has(said, *WRONG_WORDS):
        return WrongPassword("The password does not open the backups.", OTHER_WORDS)
    if has(said, *FULL_WORDS):
        return TargetRefused(f"There is no room for the backup: {reason}", "Make room there.")
    if has(said, *REFUSED_WORDS):
        return TargetRefused(f"The target of the backups refuses us: {reason}", LOOK_AT_TARGET)
    if has(said, *AWAY_WORDS):
        return TargetRefused(f"The target of the backups does not answer: {reason}", LOOK_AT_TARGET)
    if has(said, *LOCK_WORDS):
        return InUse(f"Somebody else works in the backups: {reason}", WAIT_FOR_OTHERS)
    if code == MISSING or has(said, *MISSING_WORDS):
        return NoBackups("There are no backups where they should be.", LOOK_AT_TARGET)
    return TargetRefused(f"The target of the backups does not work: {reason}", LOOK_AT_TARGET)


def explain_reading(code: int, said: str) -> BackupError:
    """Return what it means that a backup could not be read to its end."""
    if has(said, *WRONG_WORDS, *REFUSED_WORDS, *LOCK_WORDS) or code in (WRONG, MISSING):
        return explain(code, said)
    return NotFit(
        f"The backup is damaged: {find_reason(said)}",
        "Choose an older one (app backup list), and look at the disk or bucket that holds them.",
    )


def find_reason(said: str) -> str:
    """Return the line that says most."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith("Fatal:") or has(line, *LOCK_WORDS)]
    found = (telling or lines or ["it did not say why"])[-1]
    return found.removeprefix("Fatal:").strip().rstrip(".") + "."
