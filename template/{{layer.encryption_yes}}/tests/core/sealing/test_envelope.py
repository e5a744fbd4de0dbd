"""A sealed value can be opened where it was sealed, with its key, as long as nobody changed it."""

from base64 import b64decode, b64encode
from pathlib import Path
from uuid import UUID

import pytest

from app.core.sealing.envelope import make_fingerprint, make_mark, name_row, open_sealed, seal
from app.core.sealing.errors import NotOpened, NotSealed, UnknownKey
from app.core.sealing.keys import KEYS_FILE, Keys, add_key, make_missing, read_keys

PLACE = "notes.text"
ROW = name_row([UUID(int=1)])
TEXT = "Nobody else's business: ä 🎈"


@pytest.mark.promise("S55")
@pytest.mark.parametrize("text", ["", "x", TEXT, "y" * 10_000])
def test_what_is_sealed_can_be_opened_in_its_place(keys: Keys, text: str) -> None:
    sealed = seal(PLACE, ROW, text, keys)

    assert open_sealed(PLACE, ROW, sealed, keys) == text


@pytest.mark.promise("S55")
def test_nothing_of_the_text_is_seen(keys: Keys) -> None:
    one, other = (seal(PLACE, ROW, TEXT, keys) for _ in range(2))

    assert one != other
    assert TEXT[:8] not in one
    assert one.startswith(f"sealed1:{keys.newest.id}:")


@pytest.mark.promise("S55")
@pytest.mark.parametrize(
    ("place", "row"),
    [
        (PLACE, name_row([UUID(int=2)])),
        ("notes.title", ROW),
        ("orders.text", ROW),
    ],
    ids=["another row", "another column", "another table"],
)
def test_a_value_that_was_moved_cannot_be_opened(keys: Keys, place: str, row: bytes) -> None:
    sealed = seal(PLACE, ROW, TEXT, keys)

    with pytest.raises(NotOpened):
        open_sealed(place, row, sealed, keys)


@pytest.mark.promise("S55")
def test_a_value_in_which_one_bit_is_another_cannot_be_opened(keys: Keys) -> None:
    head, _, content = seal(PLACE, ROW, "ab", keys).rpartition(":")
    raw = b64decode(content)

    for place in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(NotOpened):
            open_sealed(PLACE, ROW, f"{head}:{b64encode(bytes(changed)).decode()}", keys)


@pytest.mark.promise("S55")
def test_a_value_of_an_unknown_key_is_told_with_its_name(keys: Keys) -> None:
    sealed = seal(PLACE, ROW, TEXT, keys).replace(keys.newest.id, "00000000")

    with pytest.raises(UnknownKey, match="00000000"):
        open_sealed(PLACE, ROW, sealed, keys)


@pytest.mark.promise("S55")
def test_another_key_does_not_open_it_whatever_its_name(keys: Keys, tmp_path: Path) -> None:
    make_missing(tmp_path)
    theirs = read_keys(tmp_path)
    sealed = seal(PLACE, ROW, TEXT, keys).replace(keys.newest.id, theirs.newest.id)

    with pytest.raises(NotOpened):
        open_sealed(PLACE, ROW, sealed, theirs)


@pytest.mark.promise("S55")
def test_an_older_key_still_opens_and_the_newest_seals(keys: Keys, folder: Path) -> None:
    before = seal(PLACE, ROW, TEXT, keys)
    newest = add_key(folder / KEYS_FILE)
    both = read_keys(folder)

    assert open_sealed(PLACE, ROW, before, both) == TEXT
    assert seal(PLACE, ROW, TEXT, both).split(":")[1] == newest != keys.newest.id


@pytest.mark.promise("S55")
@pytest.mark.parametrize("value", ["", TEXT, "sealed1:", "sealed2:00000000:" + "A" * 40])
def test_a_value_that_is_plain_is_not_taken_for_sealed(keys: Keys, value: str) -> None:
    with pytest.raises(NotSealed):
        open_sealed(PLACE, ROW, value, keys)


def test_no_two_rows_have_one_name() -> None:
    one, other = UUID(int=1), UUID(int=2)
    keys: list[list[object]] = [[one], [other], [1], ["1"], [one, "a"], [one, "b"]]
    keys += [["a", "bc"], ["ab", "c"], ["abc"], [one.bytes.decode("latin-1")]]

    assert len({name_row(key) for key in keys}) == len(keys)


@pytest.mark.promise("S55")
def test_a_mark_is_the_same_for_the_same_value_of_one_column(keys: Keys, tmp_path: Path) -> None:
    make_missing(tmp_path / "theirs")
    theirs = read_keys(tmp_path / "theirs")

    mine = make_mark(PLACE, TEXT, keys)
    others = [
        make_mark(PLACE, TEXT + " ", keys),
        make_mark("notes.title", TEXT, keys),
        make_mark(PLACE, TEXT, theirs),
    ]

    assert mine == make_mark(PLACE, TEXT, keys)
    assert len({mark.partition(":")[2] for mark in (mine, *others)}) == 4


@pytest.mark.promise("S55")
def test_a_fingerprint_cannot_be_made_without_the_key(
    own_keys: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    from app.core.sealing.settings import load_keys

    ours = make_fingerprint(TEXT)
    monkeypatch.setenv("ENCRYPTION_KEYS_DIR", str(folder))
    load_keys.cache_clear()

    assert make_fingerprint(TEXT) == make_fingerprint(TEXT) != ours
