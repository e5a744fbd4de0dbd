"""A service that has data turns encryption on, and off again: nothing is lost, nothing is left."""

import sqlite3
from pathlib import Path

import pytest

from backsmith.git import Git
from tests.conftest import Command
from tests.rendered import Rendered, render
from tests.sources.repositories import start_repository

pytestmark = pytest.mark.matrix

EMAIL = "ada@example.com"
SECRET = "Nobody else's business"
WRITE = f"""
import asyncio, sys
from datetime import UTC, datetime
from uuid import UUID
from app.accounts.repository import AccountRow, add_account, find_account, set_totp
from app.core.caller import Caller
from app.core.database import Database, DatabaseSettings
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes

ID, NOW = UUID(int=7), datetime(2026, 1, 2, tzinfo=UTC)

async def write(database):
    await Notes(Caller(ID), database).create(
        NoteIn(title="Milk", text="{SECRET}", reference="AZ-17"), NOW, "key")
    async with database.work() as work:
        await add_account(work, AccountRow(ID, "{EMAIL}", "!", "member", NOW, NOW, None))
        await set_totp(work, ID, "GEZDGNBVGY3TQOJQ", NOW)

async def read(database):
    page = await Notes(Caller(ID), database).list_page(NoteQuery(reference="AZ-17"))
    account = await find_account(database, "{EMAIL}")
    print([note.text for note in page.items], account.email, account.totp_secret)

async def main():
    database = Database(DatabaseSettings())
    await {{"write": write, "read": read}}[sys.argv[1]](database)
    await database.close()

asyncio.run(main())
"""
READ = f"['{SECRET}'] {EMAIL} GEZDGNBVGY3TQOJQ".replace("['", '["').replace("']", '"]')


def test_encryption_comes_to_a_service_with_data_and_goes_again(
    tmp_path: Path, backsmith: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/app.db")
    monkeypatch.setenv("ENCRYPTION_KEYS_DIR", str(tmp_path / "keys"))
    project = render(tmp_path / "shop", {"database": "sqlite", "ci": "none"})
    git = start_repository(project.root)
    renew(project, git)
    say(project, "app", "migrate")
    say(project, "python", "-c", WRITE, "write")

    change(project, git, backsmith, "yes")
    migrate(project, git, "seal what is sensitive")
    say(project, "app", "encryption", "new")
    refused = project.run(".venv/bin/app", "encryption", "rotate")
    say(project, "app", "encryption", "rotate", "--plain")
    sealed = list_texts(tmp_path / "app.db")

    assert refused.returncode == 1
    assert say(project, "python", "-c", WRITE, "read").strip() == READ
    assert "stands in the database in plain" in say(project, "app", "encryption", "scan")
    assert SECRET not in sealed
    assert EMAIL not in sealed

    say(project, "app", "encryption", "unseal")
    change(project, git, backsmith, "no")
    migrate(project, git, "keep it plain")

    assert say(project, "python", "-c", WRITE, "read").strip() == READ
    assert "sealed" not in list_texts(tmp_path / "app.db")


def renew(project: Rendered, git: Git) -> None:
    """Install what the project wants now, and commit it."""
    project.install()
    save(git)


def save(git: Git) -> None:
    """Commit what is not ignored."""
    git.ask("add", "--all")
    git.ask("commit", "--quiet", "-m", "Change")


def change(project: Rendered, git: Git, backsmith: Command, answer: str) -> None:
    """Answer the question anew."""
    done = backsmith("change", f"encryption={answer}", "--project", str(project.root), "--yes")
    assert done.code == 0, done.talk
    renew(project, git)


def migrate(project: Rendered, git: Git, what: str) -> None:
    """Write the migration that follows from the models, and apply it."""
    say(project, "python", "-m", "dev.migration", what)
    say(project, "app", "migrate")
    save(git)


def say(project: Rendered, program: str, *words: str) -> str:
    """Run a program of the project, and return what it said."""
    done = project.run(f".venv/bin/{program}", *words)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def list_texts(path: Path) -> str:
    """Return everything that stands in the tables, and the words that made them."""
    with sqlite3.connect(path) as database:
        return "\n".join(database.iterdump())
