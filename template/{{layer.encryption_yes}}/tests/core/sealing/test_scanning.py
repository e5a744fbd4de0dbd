"""Whatever is done with a note, no dump of the database holds what is sealed in it."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import String, column, table, update

from app.cli import main
from app.core.sealing.scanning import make_words
from app.notes.schemas import NoteChange, NoteIn, NoteOut
from app.notes.service import Notes
from tests.callers import ANYONE
from tests.core.sealing.conftest import Raw

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PLANTED = ["Nobody else's business", "Ein Geheimnis: \u00e4\u00f6\u00fc", "REFERENCE-4711"]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def note(client: TestClient, app: FastAPI) -> NoteOut:
    """A note that was written twice with one key, changed, and written again."""
    assert client.portal is not None
    notes, call = Notes(ANYONE, app.state.database), client.portal.call
    first = NoteIn(title="Milk", text=PLANTED[0], reference=PLANTED[2])
    created = call(notes.create, first, NOW, "key")
    assert call(notes.create, first, NOW, "key") == created
    change = NoteChange(title="Milk", text=PLANTED[1], reference=PLANTED[2])
    changed: NoteOut = call(notes.change, created.id, [1], change, NOW)
    return changed


@pytest.mark.promise("S55")
def test_no_table_holds_what_was_planted(note: NoteOut, raw: Raw) -> None:
    dump = raw.dump()

    assert b"Milk" in dump
    assert not [text for text in PLANTED if make_words([text]).are_in(dump)]


@pytest.mark.promise("S55")
def test_the_command_looks_through_every_table(note: NoteOut, raw: Raw, capsys: Said) -> None:
    capsys.readouterr()

    assert main(["encryption", "scan"]) == 0

    assert "None of 3 sealed values stands in the database in plain." in capsys.readouterr().out


@pytest.mark.promise("S55")
def test_what_stands_anywhere_in_plain_is_found_and_not_shown(
    note: NoteOut, raw: Raw, capsys: Said
) -> None:
    notes = table("notes", column("title", String()))
    raw.call(raw.database.change_alone, update(notes).values(title=f"On {PLANTED[1]}, too"), {})
    capsys.readouterr()

    assert main(["encryption", "scan"]) == 1

    said = capsys.readouterr()
    assert said.out == "plain: notes.title\n"
    assert PLANTED[1] not in said.err


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    "form", [str.encode, lambda text: text.encode().hex().encode(), lambda text: text.encode() * 2]
)
def test_a_dump_is_looked_through(
    note: NoteOut, tmp_path: Path, capsys: Said, form: object
) -> None:
    clean, leaking = tmp_path / "clean.sql", tmp_path / "leaking.sql"
    padding = b"INSERT INTO notes\n" * 120_000
    clean.write_bytes(padding)
    leaking.write_bytes(padding + form(PLANTED[1]) + padding)  # type: ignore[operator]

    assert main(["encryption", "scan", "--dump", str(clean)]) == 0
    assert main(["encryption", "scan", "--dump", str(leaking)]) == 1
    assert f"plain: {leaking}, 2 MB from its beginning" in capsys.readouterr().out


@pytest.mark.promise("S55")
def test_words_of_somebodys_own_are_looked_for(note: NoteOut, tmp_path: Path, capsys: Said) -> None:
    words, dump = tmp_path / "words", tmp_path / "dump.sql"
    words.write_text("planted by hand\n")
    dump.write_text("INSERT INTO notes VALUES ('planted by hand')")

    assert main(["encryption", "scan", "--dump", str(dump)]) == 0
    assert main(["encryption", "scan", "--dump", str(dump), "--words", str(words)]) == 1


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    "packed", [b"PGDMP\1\2", gzip.compress(b"INSERT")], ids=["pg_dump", "gzip"]
)
def test_what_is_packed_is_not_called_clean(
    note: NoteOut, tmp_path: Path, capsys: Said, packed: bytes
) -> None:
    (tmp_path / "dump").write_bytes(packed)

    assert main(["encryption", "scan", "--dump", str(tmp_path / "dump")]) == 1
    assert main(["encryption", "scan", "--dump", str(tmp_path / "nothing")]) == 1

    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert "is packed, nothing could be found in it" in lines[0]
    assert "cannot be read: No such file" in lines[1]


@pytest.mark.promise("S55")
def test_where_nothing_is_sealed_nothing_is_called_clean(client: TestClient, capsys: Said) -> None:
    assert main(["encryption", "scan"]) == 1
    assert "nothing is sealed yet" in capsys.readouterr().err
