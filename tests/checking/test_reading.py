"""Whatever lies at a path, it is looked at without being followed, opened or read for ever."""

import os
from pathlib import Path

import pytest

from backsmith.checking.reading import MOST_BYTES, Disk, list_files


def test_a_file_is_read_with_its_right_to_run(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1\r\n")
    (tmp_path / "b").write_bytes(b"")
    (tmp_path / "b").chmod(0o755)

    disk = Disk(tmp_path)

    assert (disk.read("a").content, disk.read("a").is_runnable) == (b"1\r\n", False)
    assert (disk.read("b").content, disk.read("b").is_runnable) == (b"", True)


@pytest.mark.parametrize("path", ["none", "none/at/all", "file/below"])
def test_what_is_not_there_is_missing(path: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    found = Disk(tmp_path).read(path)

    assert found.content is None
    assert found.is_missing == (path != "file/below")


def test_what_is_no_regular_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "root").mkdir()
    for name in ("pipe", "folder", "secret"):
        (tmp_path / "root" / name).symlink_to(tmp_path / name)
    (tmp_path / "root" / "below").symlink_to(tmp_path)

    disk = Disk(tmp_path / "root")

    assert disk.read("secret").problem == "is a link"
    assert disk.read("below/secret").problem == "lies behind a link"
    assert Disk(tmp_path).read("pipe").problem == "is a pipe"
    assert Disk(tmp_path).read("folder").problem == "is a folder"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    os.truncate(tmp_path / "a", MOST_BYTES + 1)

    assert Disk(tmp_path).read("a").problem == "is larger than 4 MiB"


def test_a_folder_that_nobody_may_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    loop = tmp_path / ("x" * 255)

    found = Disk(tmp_path).read(f"{loop.name}{'x' * 10}/a")

    assert found.problem.startswith("lies behind a folder that cannot be read (File name too long")


def test_a_listing_follows_no_link_and_leaves_git_out(tmp_path: Path) -> None:
    for path in ("a/b", ".git/config", "c"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / "d").symlink_to(tmp_path)

    assert sorted(list_files(tmp_path)) == ["a/b", "c", "d"]
    assert len(list(list_files(tmp_path, most=1))) <= 2
