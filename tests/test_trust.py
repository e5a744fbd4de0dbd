"""A template that comes from elsewhere than before is asked about, once a clone."""

from pathlib import Path

import pytest

from backsmith.errors import SourceUntrusted
from backsmith.git import Git
from backsmith.project import Project, read_project
from backsmith.trust import check_source
from tests.sources.repositories import commit, start_repository

FIRST = "https://github.com/acme/template.git"
OTHER = "https://github.com/mallory/template.git"


def record(git: Git, source: str, folder: str = ".") -> Project:
    """Commit an answers file with this source."""
    commit(git, {f"{folder}/.copier-answers.yml": f"_commit: v1\n_src_path: {source}\n"})
    return read_project(git.folder / folder)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository with a project from the first source."""
    git = start_repository(tmp_path / "shop", {"README.md": ""})
    record(git, FIRST)
    return git


@pytest.mark.parametrize(
    "source", [FIRST, "gh:acme/template", "git@github.com:acme/template.git", "backsmith"]
)
def test_the_first_source_is_trusted_however_it_is_written(git: Git, source: str) -> None:
    check_source(record(git, source))


def test_another_source_is_refused_with_both_named(git: Git) -> None:
    with pytest.raises(SourceUntrusted) as refusal:
        check_source(record(git, OTHER))

    assert FIRST in refusal.value.message
    assert OTHER in refusal.value.message
    assert "--accept-source" in refusal.value.hint
    assert refusal.value.exit_code == 4


def test_a_source_that_leaves_the_program_s_own_is_refused(git: Git) -> None:
    record(git, "backsmith", "sub")

    with pytest.raises(SourceUntrusted):
        check_source(record(git, OTHER, "sub"))


def test_what_was_accepted_is_trusted_for_this_project_alone(git: Git) -> None:
    record(git, FIRST, "sub")
    project = record(git, OTHER)

    check_source(project, accept=True)

    check_source(project)
    with pytest.raises(SourceUntrusted):
        check_source(record(git, OTHER, "sub"))


def test_a_change_that_is_not_committed_counts(git: Git) -> None:
    (git.folder / ".copier-answers.yml").write_text(f"_commit: v1\n_src_path: {OTHER}\n")

    with pytest.raises(SourceUntrusted):
        check_source(read_project(git.folder))


def test_a_linked_worktree_knows_what_its_clone_accepted(git: Git, tmp_path: Path) -> None:
    check_source(record(git, OTHER), accept=True)
    git.ask("worktree", "add", "--quiet", str(tmp_path / "tree"))

    check_source(read_project(tmp_path / "tree"))


def test_a_folder_that_is_no_repository_has_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / ".copier-answers.yml").write_text(f"_commit: v1\n_src_path: {OTHER}\n")

    check_source(read_project(tmp_path))
