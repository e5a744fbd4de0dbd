"""Everything is sealed anew, nothing is lost, and what cannot be read is named."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import null, select, update

from app.cli import main
from app.core.sealing import rotation
from app.core.sealing.keys import INDEX_FILE, KEYS_FILE, Keys, add_key, read_keys, replace_key
from app.core.sealing.rotation import Rotation
from app.core.sealing.settings import load_keys
from app.notes.schemas import NoteIn, NoteOut, NoteQuery
from app.notes.service import Notes
from tests.callers import ANYONE
from tests.core.sealing.conftest import Raw

NOW = datetime(2026, 1, 2, tzinfo=UTC)
Said = pytest.CaptureFixture[str]
Read = Callable[[], list[NoteOut]]


@pytest.fixture
def written(own_keys: Path, client: TestClient, app: FastAPI) -> list[NoteOut]:
    """Some notes, and a request that can be sent again."""
    assert client.portal is not None
    create = Notes(ANYONE, app.state.database).create
    texts = [NoteIn(title=f"{n}", text=f"Secret {n}", reference=f"R-{n}") for n in range(5)]
    return [client.portal.call(create, note, NOW, note.title) for note in texts]


@pytest.fixture
def read(client: TestClient, app: FastAPI) -> Read:
    """What reads all notes."""

    def read() -> list[NoteOut]:
        assert client.portal is not None
        page = Notes(ANYONE, app.state.database).list_page
        notes: list[NoteOut] = client.portal.call(page, NoteQuery(sort="title")).items
        return notes

    return read


def add_newest(folder: Path) -> Keys:
    """Add a key, and return all of them."""
    add_key(folder / KEYS_FILE)
    load_keys.cache_clear()
    return load_keys()


@pytest.mark.promise("S55")
def test_everything_is_sealed_with_the_newest_key(
    written: list[NoteOut], read: Read, raw: Raw, own_keys: Path, capsys: Said
) -> None:
    old = load_keys().newest.id
    keys = add_newest(own_keys)

    assert main(["encryption", "rotate"]) == 0

    for place in ("notes.text", "notes.reference", "idempotency_keys.answer"):
        values = raw.read(place).values()
        assert {value.split(":")[1] for value in values} == {keys.newest.id}
    said = capsys.readouterr()
    assert "notes.text: 5 written, 0 left" in said.err
    assert f"Nothing needs {old} any more" in said.out
    assert read() == written


@pytest.mark.promise("S55")
def test_afterwards_the_old_key_can_be_destroyed(
    written: list[NoteOut], read: Read, own_keys: Path
) -> None:
    keys = add_newest(own_keys)
    assert main(["encryption", "rotate"]) == 0

    lines = (own_keys / KEYS_FILE).read_text().splitlines()
    (own_keys / KEYS_FILE).write_text(f"{lines[-1]}\n")
    load_keys.cache_clear()

    assert list(load_keys().by_id) == [keys.newest.id]
    assert read() == written


@pytest.mark.promise("S55")
def test_a_second_run_has_nothing_to_do(
    written: list[NoteOut], own_keys: Path, raw: Raw, capsys: Said
) -> None:
    add_newest(own_keys)
    assert main(["encryption", "rotate"]) == 0
    before = raw.read("notes.text")
    capsys.readouterr()

    assert main(["encryption", "rotate"]) == 0

    assert raw.read("notes.text") == before
    assert "notes.text: 0 written, 0 left" in capsys.readouterr().err


@pytest.mark.promise("S55")
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_batches_of_any_size_go_over_every_row(
    written: list[NoteOut],
    read: Read,
    raw: Raw,
    own_keys: Path,
    batch: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rotation, "BATCH", batch)
    keys, heard = add_newest(own_keys), []

    def tell(place: str, done: int, total: int) -> None:
        heard.append((done, total))

    outcome = raw.call(Rotation(raw.database, keys).run, raw.slot("notes.text"), tell)

    assert (outcome.written, outcome.left, outcome.faults) == (5, 0, [])
    assert heard[-1] == (5, 5)
    assert len(heard) == -(-5 // batch)
    assert read() == written


@pytest.mark.promise("S55")
def test_what_the_service_writes_meanwhile_stays(
    written: list[NoteOut], raw: Raw, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = add_newest(own_keys)
    before = raw.read("notes.text")
    write = Rotation.write

    async def come_between(self: Rotation, slot: Any, changes: Any) -> int:
        change = changes[0]
        changes[0] = type(change)(change.identity, "what it held before", change.value, None)
        return await write(self, slot, changes)

    monkeypatch.setattr(Rotation, "write", come_between)
    outcome = raw.call(Rotation(raw.database, keys).run, raw.slot("notes.text"), print)

    assert (outcome.written, outcome.left) == (4, 1)
    kept = {row for row, value in raw.read("notes.text").items() if value == before[row]}
    assert len(kept) == 1


@pytest.mark.promise("S55")
def test_what_cannot_be_read_is_named_and_left(
    written: list[NoteOut], raw: Raw, own_keys: Path, capsys: Said
) -> None:
    first, second, *_ = (note.id for note in written)
    raw.write("notes.text", first, raw.read("notes.text")[second])
    raw.write("notes.text", second, "plain")
    before = raw.read("notes.text")
    add_newest(own_keys)

    assert main(["encryption", "rotate"]) == 1

    said = capsys.readouterr().err
    assert f"notes.text of row {first}: it was changed, or does not belong to this row" in said
    assert f"notes.text of row {second}: it is plain" in said
    assert "error: 2 values are left: 2 cannot be read." in said
    after = raw.read("notes.text")
    assert [after[row] for row in (first, second)] == [before[row] for row in (first, second)]
    assert sum(after[row] != before[row] for row in after) == 3


def make_plain(raw: Raw, notes: list[NoteOut]) -> None:
    """Bring the notes to what they were before anything was sealed."""
    slot = raw.slot("notes.reference")
    assert slot.mark is not None
    for note in notes:
        raw.write("notes.text", note.id, note.text)
        values = {slot.value: null(), slot.mark: note.reference}
        change = update(slot.table).where(slot.key[0] == note.id).values(values)
        raw.call(raw.database.change_alone, change, {})


@pytest.mark.promise("S55")
def test_what_was_there_before_is_sealed_when_somebody_asks_for_it(
    written: list[NoteOut], read: Read, raw: Raw, capsys: Said
) -> None:
    make_plain(raw, written)

    assert main(["encryption", "rotate"]) == 1
    assert "app encryption rotate --plain" in capsys.readouterr().err
    assert main(["encryption", "rotate", "--plain"]) == 0

    assert read() == written
    assert find(raw, "R-3") == [written[3].id]


def find(raw: Raw, reference: str) -> list[UUID]:
    """Return the notes with that reference."""
    page = Notes(ANYONE, raw.database).list_page
    return [note.id for note in raw.call(page, NoteQuery(reference=reference)).items]


@pytest.mark.promise("S55")
def test_without_encryption_everything_is_as_it_was(
    written: list[NoteOut], raw: Raw, read: Read
) -> None:
    assert main(["encryption", "unseal"]) == 0

    texts = raw.read("notes.text")
    slot = raw.slot("notes.reference")
    rows = raw.call(raw.database.rows, select(*slot.columns), {})
    assert [texts[note.id] for note in written] == [note.text for note in written]
    assert {row[0]: tuple(row[1:]) for row in rows} == {
        note.id: (None, note.reference) for note in written
    }
    assert main(["encryption", "rotate", "--plain"]) == 0
    assert read() == written


@pytest.mark.promise("S55")
def test_a_new_key_of_the_index_finds_what_the_old_one_found(
    written: list[NoteOut], raw: Raw, own_keys: Path
) -> None:
    replace_key(own_keys / INDEX_FILE)
    load_keys.cache_clear()
    lost = find(raw, "R-3")

    assert main(["encryption", "rotate"]) == 0

    assert (lost, find(raw, "R-3")) == ([], [written[3].id])
    assert read_keys(own_keys).index_id == load_keys().index_id


@pytest.mark.promise("S55")
def test_a_process_that_runs_hears_of_a_new_key_by_itself(
    written: list[NoteOut], read: Read, raw: Raw, own_keys: Path
) -> None:
    before = load_keys()
    add_key(own_keys / KEYS_FILE)
    keys = read_keys(own_keys)
    raw.call(Rotation(raw.database, keys).run, raw.slot("notes.text"), print)

    assert load_keys() is before
    assert read() == written
    assert load_keys().newest.id == keys.newest.id
