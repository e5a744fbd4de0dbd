"""Whatever a commit holds, only plain files and links within are laid out."""

from pathlib import Path

import pytest

from backsmith.errors import ReleaseNotFound
from backsmith.git import Git
from backsmith.sources.checkout import lay_out
from tests.conftest import list_files
from tests.sources.repositories import commit, start_repository


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository with one file."""
    return start_repository(tmp_path / "source", {"a.txt": "a\n"})


def test_files_come_out_byte_for_byte(git: Git, tmp_path: Path) -> None:
    (git.folder / "run.sh").write_text("#!/bin/sh\n")
    (git.folder / "run.sh").chmod(0o775)
    (git.folder / "link").symlink_to("a.txt")
    found = commit(git, {".gitattributes": "* text eol=crlf export-subst\na.txt export-ignore\n",
                         "ä\n b": "$Format:%H$\n", "empty": ""})  # fmt: skip

    (tmp_path / "out").mkdir()
    lay_out(git, found, tmp_path / "out")

    laid = list_files(tmp_path / "out")
    assert laid["a.txt"] == laid["link"] == (0o644, b"a\n")
    assert laid["ä\n b"] == (0o644, b"$Format:%H$\n")
    assert laid["run.sh"][0] == 0o755
    assert (tmp_path / "out/link").is_symlink()


def make_tree(git: Git, mode: str, name: str, content: bytes = b"x") -> str:
    """Return a commit with one entry that git itself would not have taken."""
    blob = git.read("hash-object", "-w", "--stdin", data=content)
    tree = git.read("mktree", data=f"{mode} blob {blob}\t{name}\n".encode())
    return git.read("commit-tree", "-m", "Hostile", tree)


@pytest.mark.parametrize(
    ("mode", "name", "content"),
    [
        ("100644", "..", b"x"),
        ("100644", ".git", b"x"),
        ("100644", ".GIT", b"x"),
        ("120000", "link", b"/etc/passwd"),
        ("120000", "link", b"../../secret"),
    ],
)
def test_what_leads_out_is_refused(
    mode: str, name: str, content: bytes, git: Git, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()

    with pytest.raises(ReleaseNotFound):
        lay_out(git, make_tree(git, mode, name, content), tmp_path / "out")

    assert not (tmp_path / "secret").exists()


def test_a_file_below_a_link_is_refused(git: Git, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    blob = git.read("hash-object", "-w", "--stdin", data=b"/tmp")
    below = git.read("mktree", data=f"100644 blob {blob}\tb\n".encode())
    both = f"120000 blob {blob}\ta\n040000 tree {below}\ta\n".encode()
    tree = git.read("mktree", data=both)

    with pytest.raises(ReleaseNotFound, match="below a link"):
        lay_out(git, git.read("commit-tree", "-m", "Hostile", tree), tmp_path / "out")


def test_a_submodule_is_left_out(git: Git, tmp_path: Path) -> None:
    head = git.read("rev-parse", "HEAD")
    git.ask("update-index", "--add", "--cacheinfo", f"160000,{head},module")
    git.ask("commit", "--quiet", "-m", "Borrow")

    (tmp_path / "out").mkdir()
    lay_out(git, "HEAD", tmp_path / "out")

    assert list(list_files(tmp_path / "out")) == ["a.txt"]
