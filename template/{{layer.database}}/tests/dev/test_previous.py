"""Which code meets the tables of the newest migrations is read from git."""

import subprocess
from pathlib import Path

import pytest

from dev.previous.history import CannotTell, Nothing, find_previous

WHO = "-c user.name=Ada -c user.email=ada@example.com -c commit.gpgsign=false"


def git(root: Path, *words: str) -> str:
    """Run git in `root`, and return what it says."""
    command = ["git", *WHO.split(), *words]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository in which nothing is committed yet."""
    root = tmp_path / "service"
    root.mkdir()
    git(root, "init", "--quiet")
    return root


def commit(root: Path, *migrations: str) -> str:
    """Commit a change of the code, with migrations, and return the commit."""
    write(root, *migrations)
    (root / "code.py").write_text(f"{git(root, 'rev-list', '--all', '--count')} changes\n")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Change")
    return git(root, "rev-parse", "HEAD")


def write(root: Path, *migrations: str) -> None:
    """Write migrations of these names."""
    for name in migrations:
        path = root / "migrations" / "versions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.mark.promise("S58")
def test_it_is_the_newest_release(root: Path) -> None:
    commit(root, "0001_a.py")
    git(root, "tag", "v1.0.0")
    commit(root, "0002_b.py")
    commit(root, "0003_c.py")

    previous = find_previous(root)

    assert previous.commit == "v1.0.0"
    assert previous.newer == {"0002_b.py", "0003_c.py"}


@pytest.mark.promise("S58")
def test_without_a_release_it_is_the_commit_before_the_newest_migration(root: Path) -> None:
    commit(root, "0001_a.py")
    before = commit(root, "0002_b.py")
    commit(root, "0003_c.py")
    commit(root)

    previous = find_previous(root)

    assert previous.commit == before
    assert previous.newer == {"0003_c.py"}


@pytest.mark.promise("S58")
def test_a_migration_that_is_not_committed_yet_meets_what_is(root: Path) -> None:
    newest = commit(root, "0001_a.py")
    write(root, "0002_b.py")

    assert find_previous(root).commit == newest


@pytest.mark.parametrize("releases", [[], ["v1.0.0"]])
def test_where_no_earlier_code_meets_new_tables_nothing_is_tried(
    root: Path, releases: list[str]
) -> None:
    with pytest.raises(Nothing):
        find_previous(root)
    commit(root, "0001_a.py")
    for release in releases:
        git(root, "tag", release)
    commit(root)

    with pytest.raises(Nothing):
        find_previous(root)


@pytest.mark.promise("S58")
def test_a_clone_without_history_does_not_pass(root: Path, tmp_path: Path) -> None:
    commit(root, "0001_a.py")
    commit(root, "0002_b.py")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", "clone")

    with pytest.raises(CannotTell, match="fetch-depth: 0"):
        find_previous(tmp_path / "clone")
