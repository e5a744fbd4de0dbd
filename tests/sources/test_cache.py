"""What is kept between two runs is whole, or made again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backsmith.sources.cache import keep
from tests.conftest import is_root


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def write(folder: Path) -> None:
    """Make an entry of two files and a link."""
    (folder / "deep").mkdir()
    (folder / "deep/a").write_text("a")
    (folder / "b").write_text("b")
    (folder / "link").symlink_to("b")


def never(_: Path) -> None:
    """Fail: what is there need not be made."""
    raise AssertionError("made again")


def test_what_is_whole_is_not_made_again(home: Path) -> None:
    first = keep("releases/one", write)

    assert keep("releases/one", never) == first
    assert first.is_relative_to(home)


def link_away(folder: Path) -> None:
    """Let the link lead elsewhere."""
    (folder / "link").unlink()
    (folder / "link").symlink_to("/")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda folder: (folder / "b").write_text("c"),
    "gone": lambda folder: (folder / "deep/a").unlink(),
    "more": lambda folder: (folder / "deep/c").write_text(""),
    "another mode": lambda folder: (folder / "b").chmod(0o755),
    "another link": link_away,
    "no sum": lambda folder: (folder.parent / "sum").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_made_again(damage: str, home: Path) -> None:
    folder = keep("releases/one", write)
    DAMAGES[damage](folder)

    again = keep("releases/one", write)

    assert (again / "deep/a").read_text() == "a"
    assert (again / "b").read_text() == "b"
    assert sorted(path.name for path in folder.parent.parent.iterdir()) == ["one"]


def test_a_run_that_fails_leaves_nothing(home: Path) -> None:
    with pytest.raises(AssertionError):
        keep("releases/one", never)

    assert list((home / "backsmith/releases").iterdir()) == []


@pytest.mark.parametrize("place", ["/proc/nowhere", "a file"])
def test_a_cache_that_cannot_be_written_gives_way_to_a_folder_of_this_run(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / place))

    folder = keep("releases/one", write)

    assert (folder / "b").read_text() == "b"
    assert not folder.is_relative_to(tmp_path)


def test_a_cache_of_another_user_gives_way_too(home: Path) -> None:
    (home / "backsmith").mkdir(parents=True)
    os.chmod(home / "backsmith", 0o500)  # noqa: PTH101

    folder = keep("releases/two", write)

    assert folder.is_relative_to(home) == is_root()
