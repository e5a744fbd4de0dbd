"""git runs for us alone: no hook, no configuration of the user, no question at a terminal."""

from pathlib import Path
from random import Random

import pytest

from backsmith.errors import GitFailed
from backsmith.git import Git, find_version


@pytest.fixture
def repository(tmp_path: Path) -> Git:
    """A repository with one commit."""
    git = Git(tmp_path)
    git.ask("init", "--quiet", "-b", "main")
    (tmp_path / "a").write_text("a")
    git.ask("add", "a")
    git.ask("commit", "--quiet", "-m", "Begin")
    return git


def test_a_hook_does_not_run(repository: Git) -> None:
    hook = repository.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)

    repository.ask("commit", "--quiet", "--allow-empty", "-m", "Again")

    assert not (repository.folder / "ran").exists()


def test_a_watcher_of_the_repository_does_not_run(repository: Git) -> None:
    repository.ask("config", "core.fsmonitor", f"touch {repository.folder}/ran; false")

    repository.ask("status")

    assert not (repository.folder / "ran").exists()


def test_the_configuration_of_the_user_is_not_read(
    repository: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".gitconfig").write_text("[alias]\n  st = status\n[core]\n  quotePath = true\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")

    assert repository.find("st") is None
    assert repository.read("rev-parse", "--git-dir") == ".git"


def test_names_are_listed_as_they_are(repository: Git) -> None:
    (repository.folder / "ä\n b").write_text("")
    repository.ask("add", "--all")

    assert repository.find_names("ls-files", "-z") == ["a", "ä\n b"]


def test_what_git_refuses_is_said_in_a_line(repository: Git) -> None:
    with pytest.raises(GitFailed, match="git checkout failed: error: pathspec"):
        repository.ask("checkout", "nowhere")


def test_the_version_is_read() -> None:
    assert find_version() >= (2, 34)


def test_a_run_ends_where_it_would_write_more_than_it_may(tmp_path: Path) -> None:
    Git(tmp_path).ask("init", "--quiet", "--bare", "a.git")
    git = Git(tmp_path / "a.git", most_bytes=4096)
    noise = Random(1).randbytes(100_000)

    assert git.read("hash-object", "-w", "--stdin", data=b"small")
    with pytest.raises(GitFailed):
        git.ask("hash-object", "-w", "--stdin", data=noise)
    assert not [path for path in tmp_path.rglob("*") if path.stat().st_size > 4096 * 2]
