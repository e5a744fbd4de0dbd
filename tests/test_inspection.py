"""A rendered tree holds regular files of mode 644 or 755, and nothing that version control runs."""

import os
from pathlib import Path

import pytest

from backsmith.errors import RenderFailed
from backsmith.inspection import inspect_tree


def test_modes_are_reduced_to_two(tmp_path: Path) -> None:
    for name, mode in {"plain": 0o666, "secret": 0o600, "run": 0o700, "setuid": 0o4755}.items():
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(mode)
    (tmp_path / "folder").mkdir(mode=0o700)

    inspect_tree(tmp_path)

    modes = {path.name: path.stat().st_mode & 0o7777 for path in tmp_path.iterdir()}
    assert modes == {
        "plain": 0o644, "secret": 0o644, "run": 0o755, "setuid": 0o755, "folder": 0o755,
    }  # fmt: skip


@pytest.mark.parametrize("name", [".git/hooks/post-commit", "docs/.GIT/config", ".hg/hgrc"])
def test_a_template_never_writes_into_version_control(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("#!/bin/sh\n")

    with pytest.raises(RenderFailed, match="version control"):
        inspect_tree(tmp_path)


def test_a_submodule_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")

    with pytest.raises(RenderFailed, match="version control"):
        inspect_tree(tmp_path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")

    with pytest.raises(RenderFailed, match="regular files"):
        inspect_tree(tmp_path)


def test_a_pipe_is_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")

    with pytest.raises(RenderFailed, match="regular files"):
        inspect_tree(tmp_path)


def test_a_broken_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("def f(:\n")

    with pytest.raises(RenderFailed, match=r"src/a\.py: it is not well formed"):
        inspect_tree(tmp_path)
