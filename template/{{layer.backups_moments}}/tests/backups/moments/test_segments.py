"""The files of the log follow each other, and one that is missing between others is named."""

from pathlib import Path

import pytest

from app.backups.moments.segments import find_missing, list_segments, name_next

WHOLE = 1 << 24
FIRST, SECOND, THIRD = (f"00000001000000000000000{number}" for number in (1, 2, 3))

pytestmark = [pytest.mark.backups, pytest.mark.promise("S65")]


def lay(folder: Path, *names: str, size: int = 64) -> list[Path]:
    """Make the files, and return what is seen of them."""
    for name in names:
        folder.joinpath(name).write_bytes(bytes(size))
    return list_segments(folder)


def test_the_next_one_may_be_in_the_next_log() -> None:
    assert name_next(FIRST, WHOLE) == SECOND
    assert name_next("0000000100000000000000FF", WHOLE) == "000000010000000100000000"
    assert name_next("00000002000000FF00000003", 1 << 30) == "000000020000010000000000"


def test_only_files_of_the_log_are_seen(tmp_path: Path) -> None:
    seen = lay(tmp_path, f"{SECOND}.partial", FIRST, "00000002.history", "notes.txt")

    assert [path.name for path in seen] == [FIRST, f"{SECOND}.partial"]


def test_the_one_that_is_being_written_ends_the_log(tmp_path: Path) -> None:
    assert find_missing([]) is None
    assert find_missing(lay(tmp_path, FIRST)) is None
    assert find_missing(lay(tmp_path, f"{SECOND}.partial")) is None


def test_one_that_is_missing_is_named(tmp_path: Path) -> None:
    size = WHOLE  # it says how many there are in a log

    assert find_missing(lay(tmp_path, FIRST, THIRD, size=size)) == SECOND


def test_one_that_is_too_short_is_named(tmp_path: Path) -> None:
    lay(tmp_path, FIRST, THIRD, size=WHOLE)

    assert find_missing(lay(tmp_path, SECOND, size=WHOLE // 2)) == SECOND


def test_one_that_never_became_whole_is_named(tmp_path: Path) -> None:
    assert find_missing(lay(tmp_path, f"{FIRST}.partial", SECOND, size=WHOLE)) == FIRST
