"""YAML of other people is read within bounds: a bomb is refused before it is built."""

import time
from pathlib import Path

import pytest

from backsmith.errors import FileRefused
from backsmith.plain_yaml import MOST_BYTES, parse, read_mapping

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = {
    "an alias bomb": (BOMB, "aliases"),
    "deep nesting": ("a: " + "[" * 60, "nested deeper than 20 levels"),
    "very deep nesting": ("a: " + "[" * 100_000, "nested deeper than 20 levels"),
    "a key twice": ("a: 1\na: 2", "'a' is written twice"),
    "an object": ("a: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
    "a broken document": ("a: [1", "did not find expected"),
    "an impossible date": ("a: 2026-13-45", "month must be in"),
    "a number of 5,000 digits": ("a: " + "9" * 5000, "Exceeds the limit"),
    "two documents": ("a: 1\n---\nb: 2", "but found another document"),
    "a NUL": ("a: \0", "special characters|control characters"),
    "a list": ("[1, 2]", "no names with values"),
    "a name that is none": ("1: 2", "no names with values"),
    "nothing": ("", "no names with values"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_honest_mapping_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    text, reason = REFUSED[name]
    (tmp_path / "a.yml").write_text(text)
    began = time.monotonic()

    with pytest.raises(FileRefused, match=reason) as refusal:
        read_mapping(tmp_path / "a.yml", "a preset")

    assert "\n" not in refusal.value.message
    assert time.monotonic() - began < 2


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: " + "x" * MOST_BYTES)

    with pytest.raises(FileRefused, match="larger than 256 KiB"):
        read_mapping(tmp_path / "a.yml", "a preset")


@pytest.mark.parametrize("path", ["missing.yml", "/dev/zero", ".", "a\0b"])
def test_what_is_no_regular_file_is_refused(path: str) -> None:
    with pytest.raises(FileRefused):
        read_mapping(Path(path), "a preset")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"a: \xff\xfe\xfa")

    with pytest.raises(FileRefused):
        read_mapping(tmp_path / "a.yml", "a preset")


def test_plain_values_keep_their_types() -> None:
    assert parse("{a: [rest], b: no, c: 'no'}") == {"a": ["rest"], "b": False, "c": "no"}
