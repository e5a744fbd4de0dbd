"""All releases fit into one file, which is the same wherever it is made."""

from pathlib import Path

import pytest

from backsmith.git import Git
from backsmith.sources.bundle import open_bundle, read_bundle, write_bundle
from backsmith.sources.checkout import lay_out
from backsmith.sources.mainline import find_releases
from tests.conftest import list_files
from tests.sources.repositories import set_version, start_repository


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A repository with two releases and more than a template in it."""
    git = start_repository(tmp_path / "ours")
    long = "".join(f"line {number}\n" for number in range(500))
    set_version(git, "0.1.0", **{"template/a.txt": long, "README.md": "not for projects"})
    set_version(git, "0.2.0", **{"template/a.txt": long + "more\n"})
    set_version(git, "0.3.0.dev0")
    return git


def test_every_release_comes_out_as_it_went_in(git: Git, tmp_path: Path) -> None:
    write_bundle(git.folder, find_releases(git.folder), tmp_path / "bundle")
    for folder in ("store", "first", "second"):
        (tmp_path / folder).mkdir()

    releases = read_bundle(tmp_path / "bundle")
    store = open_bundle(tmp_path / "bundle", tmp_path / "store")
    lay_out(store, releases["v0.1.0"], tmp_path / "first")
    lay_out(store, releases["v0.2.0"], tmp_path / "second")

    assert list(releases) == ["v0.1.0", "v0.2.0"]
    assert set(list_files(tmp_path / "first")) == {
        "copier.yml",
        "presets/one.yml",
        "template/a.txt",
    }
    assert (tmp_path / "second/template/a.txt").read_text().endswith("more\n")
    assert store.find("fsck", "--strict") is not None


def test_a_clone_that_is_packed_otherwise_gives_the_same_bytes(git: Git, tmp_path: Path) -> None:
    git.ask("clone", "--quiet", f"file://{git.folder}", str(tmp_path / "clone"))
    Git(tmp_path / "clone").ask("repack", "-a", "-d", "-f", "--window=0", "--quiet")

    for number, root in enumerate((git.folder, tmp_path / "clone")):
        write_bundle(root, find_releases(root), tmp_path / f"bundle{number}")

    assert (tmp_path / "bundle0").read_bytes() == (tmp_path / "bundle1").read_bytes()
