"""Keys of a test's own, and rows as the database has them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Text, bindparam, inspect, select, table, text, update

from app.core.database import Base, Database
from app.core.sealing.keys import Keys, make_missing, read_keys
from app.core.sealing.raw import Slot, list_slots
from app.core.sealing.settings import EncryptionSettings, load_keys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with new keys."""
    make_missing(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def keys(folder: Path) -> Keys:
    """The keys in that folder."""
    return read_keys(folder)


@pytest.fixture
def own_keys(
    environment: pytest.MonkeyPatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The folder of the service's keys, where a test may do with them what it likes."""
    own = tmp_path / "own"
    shutil.copytree(EncryptionSettings().keys_dir, own)
    monkeypatch.setenv("ENCRYPTION_KEYS_DIR", str(own))
    load_keys.cache_clear()
    yield own
    load_keys.cache_clear()


@dataclass(frozen=True)
class Raw:
    """The tables without the service: what somebody sees, or does, who has the database."""

    call: Callable[..., Any]
    database: Database

    def slot(self, place: str) -> Slot:
        """Return the column that is declared at `place`."""
        return next(slot for slot in list_slots(Base.metadata) if slot.place == place)

    def read(self, place: str) -> dict[UUID, str]:
        """Return what stands in a column, by the ids of its rows."""
        slot = self.slot(place)
        rows = self.call(self.database.rows, select(*slot.key, slot.value), {})
        return {row[0]: row[-1] for row in rows}

    def write(self, place: str, row: UUID, value: str) -> None:
        """Put `value` into a column, as it is."""
        slot = self.slot(place)
        new = bindparam("new", type_=Text())
        change = update(slot.table).where(slot.key[0] == bindparam("row")).values({slot.value: new})
        self.call(self.database.change_alone, change, {"row": row, "new": value})

    def dump(self) -> bytes:
        """Return everything that stands in any table, as the database has it."""

        async def read() -> bytes:
            async with self.database.pool.lend() as connection:
                names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
                tables = [
                    await connection.execute(select(text("*")).select_from(table(name)))
                    for name in names
                ]
            return "\n".join(str(row) for rows in tables for row in rows.all()).encode()

        content: bytes = self.call(read)
        return content


@pytest.fixture
def raw(client: TestClient, app: FastAPI) -> Raw:
    """The tables as the database has them."""
    assert client.portal is not None
    return Raw(client.portal.call, app.state.database)
