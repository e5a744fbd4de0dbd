"""A release is the last commit of the main line that carries its version."""

from pathlib import Path

import pytest

from backsmith.git import Git
from backsmith.sources.mainline import find_releases, is_repository, is_shallow
from tests.sources.repositories import commit, set_version, start_repository


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository that has no commit yet."""
    return start_repository(tmp_path / "ours")


def test_it_is_the_last_commit_with_its_version(git: Git) -> None:
    set_version(git, "0.9.0")
    last = commit(git, {"template/a.txt": "a"})
    set_version(git, "0.10.0.dev0")
    second = set_version(git, "0.10.0")
    set_version(git, "0.11.0.dev0")

    assert list(find_releases(git.folder).items()) == [("v0.9.0", last), ("v0.10.0", second)]


def test_the_version_at_hand_is_not_among_the_earlier_ones(git: Git) -> None:
    set_version(git, "0.1.0")
    set_version(git, "0.2.0")
    git.ask("tag", "v0.2.0")

    assert list(find_releases(git.folder)) == ["v0.1.0"]


def test_a_tag_has_the_last_word(git: Git) -> None:
    tagged = set_version(git, "0.1.0")
    git.ask("tag", "-a", "v0.1.0", "-m", "released")
    commit(git, {"README.md": "more"})
    set_version(git, "0.2.0.dev0")

    assert find_releases(git.folder) == {"v0.1.0": tagged}


def test_what_a_branch_had_on_its_way_is_no_release(git: Git) -> None:
    set_version(git, "0.1.0")
    git.ask("checkout", "--quiet", "-b", "side")
    set_version(git, "0.5.0")
    set_version(git, "0.2.0")
    git.ask("checkout", "--quiet", "main")
    git.ask("merge", "--quiet", "--no-ff", "-m", "Merge", "side")

    assert list(find_releases(git.folder)) == ["v0.1.0"]


def test_a_commit_without_a_template_is_no_release(git: Git) -> None:
    commit(git, {"pyproject.toml": '[project]\nversion = "0.0.1"\n'})
    commit(git, {"pyproject.toml": "broken ["})
    set_version(git, "0.1.0")
    set_version(git, "0.2.0")

    assert list(find_releases(git.folder)) == ["v0.1.0"]


def test_a_shallow_clone_has_what_it_has(git: Git, tmp_path: Path) -> None:
    set_version(git, "0.1.0")
    second = set_version(git, "0.2.0")
    set_version(git, "0.3.0")
    git.ask("clone", "--quiet", "--depth", "2", f"file://{git.folder}", str(tmp_path / "shallow"))

    assert is_shallow(tmp_path / "shallow")
    assert find_releases(tmp_path / "shallow") == {"v0.2.0": second}


def test_a_folder_in_the_repository_of_another_is_no_repository(git: Git) -> None:
    (git.folder / "unpacked").mkdir()

    assert is_repository(git.folder)
    assert not is_repository(git.folder / "unpacked")
