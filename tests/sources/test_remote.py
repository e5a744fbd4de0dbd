"""The versions of a template in a git repository: fetched when needed, remembered, compared."""

import shutil
from pathlib import Path

import pytest

from backsmith.errors import ReleaseNotFound, SourceUntrusted
from backsmith.git import Git
from backsmith.releases import open_history
from tests.sources.repositories import FOREIGN, commit, start_repository


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without a cache and without a configuration."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def source(tmp_path: Path) -> Git:
    """A template with three tags that are versions, and one that is none."""
    git = start_repository(tmp_path / "source", FOREIGN)
    for tag in ("v1.2.0", "v1.10.0", "2.0.0rc1", "nightly"):
        commit(git, {"a.txt": tag}, tag)
    return git


@pytest.fixture(params=["path", "url"])
def address(request: pytest.FixtureRequest, source: Git) -> str:
    """How the template is named."""
    return str(source.folder) if request.param == "path" else f"file://{source.folder}"


def test_versions_are_the_tags_in_the_order_of_versions(address: str) -> None:
    history = open_history(address)

    assert history.list_versions() == ("v1.2.0", "v1.10.0", "2.0.0rc1")
    assert history.newest == "v1.10.0"


def test_a_version_is_laid_out(address: str, source: Git) -> None:
    release = open_history(address).open("v1.2.0")

    assert (release.root / "a.txt").read_text() == "v1.2.0"
    assert release.source == address
    assert release.commit == source.read("rev-parse", "v1.2.0^{commit}")


def test_without_versions_it_is_the_newest_commit(tmp_path: Path) -> None:
    git = start_repository(tmp_path / "bare", FOREIGN)
    short = git.read("rev-parse", "--short", "HEAD")

    history = open_history(str(git.folder))

    assert history.newest == short
    assert history.list_versions() == (short,)
    assert history.open(short).commit.startswith(short)


def test_a_commit_between_two_tags_is_found_as_copier_names_it(address: str, source: Git) -> None:
    commit(source, {"a.txt": "later"})
    name = source.read("describe", "--tags", "--always")

    assert "-1-g" in name
    assert (open_history(address).open(name).root / "a.txt").read_text() == "later"


def test_a_commit_of_a_branch_is_found(address: str, source: Git) -> None:
    source.ask("checkout", "--quiet", "-b", "side", "v1.2.0")
    short = commit(source, {"a.txt": "side"})[:9]
    source.ask("checkout", "--quiet", "main")

    assert (open_history(address).open(short).root / "a.txt").read_text() == "side"


def test_a_new_tag_is_seen_when_versions_are_asked_for(address: str, source: Git) -> None:
    open_history(address).list_versions()
    commit(source, {"a.txt": "3"}, "v3.0.0")

    assert open_history(address).newest == "v3.0.0"


def test_without_the_other_side_the_cache_has_to_do(
    address: str, source: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    open_history(address).open("v1.2.0")
    shutil.rmtree(source.folder / ".git/refs")

    history = open_history(address)

    capsys.readouterr()
    assert history.open("v1.10.0").commit
    assert capsys.readouterr().err == ""
    assert history.list_versions()[0] == "v1.2.0"
    assert "does not answer" in capsys.readouterr().err


def test_a_version_that_is_nowhere_is_refused(address: str) -> None:
    for version in ("v9.0.0", "--upload-pack=x", "v1.2.0:a.txt", "main", "HEAD~1", "deadbeef"):
        with pytest.raises(ReleaseNotFound):
            open_history(address).open(version)


def test_a_source_that_is_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for address in (f"file://{tmp_path}/nowhere", str(tmp_path / "empty")):
        with pytest.raises(ReleaseNotFound):
            open_history(address).list_versions()


def test_a_tag_that_was_moved_is_announced_and_taken_only_when_accepted(
    address: str, source: Git
) -> None:
    open_history(address).open("v1.2.0")
    commit(source, {"a.txt": "moved"})
    source.ask("tag", "--force", "v1.2.0")
    history = open_history(address)
    history.list_versions()

    with pytest.raises(SourceUntrusted, match=r"The tag v1\.2\.0 of .* was .* and is ") as refusal:
        history.open("v1.2.0")
    assert "--accept-source" in refusal.value.hint

    accepted = open_history(address, accept=True).open("v1.2.0")
    assert (accepted.root / "a.txt").read_text() == "moved"
    assert open_history(address).open("v1.2.0") == accepted


def test_the_configuration_of_a_local_template_runs_nothing(source: Git, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (source.folder / ".git/included").write_text(f"[core]\n\tpager = touch {ran}\n")
    for name, value in {
        "core.fsmonitor": f"touch {ran}; false",
        "core.sshCommand": f"touch {ran}",
        "core.hooksPath": str(tmp_path / "hooks"),
        "uploadpack.packObjectsHook": f"touch {ran};",
        "alias.upload-pack": f"!touch {ran}",
        "remote.origin.url": f"ext::sh -c 'touch {ran}'",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": f"touch {ran};",
        "extensions.partialClone": "origin",
        "include.path": "included",
        "filter.x.smudge": f"touch {ran}",
        "credential.helper": f"!touch {ran}",
    }.items():
        source.ask("config", name, value)
    (tmp_path / "hooks").mkdir()
    for hook in ("post-checkout", "reference-transaction", "pre-receive"):
        (tmp_path / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (tmp_path / "hooks" / hook).chmod(0o755)
    commit(source, {".gitattributes": "* filter=x\n"}, "v4.0.0")
    ran.unlink(missing_ok=True)  # committing ran the filters of its own repository

    release = open_history(str(source.folder)).open("v4.0.0")

    assert (release.root / "a.txt").is_file()
    assert not ran.exists()


def test_the_credential_helpers_of_the_user_are_asked_and_nothing_else_is_read(
    home: Path, tmp_path: Path
) -> None:
    from backsmith.sources.credentials import read_credentials

    (home / ".gitconfig").write_text(
        "[credential]\n\thelper =\n\thelper = one\n\thelper = two\n"
        '[http "https://x.org"]\n\tproxy = http://p\n\tsslVerify = false\n'
        "[core]\n\tsshCommand = touch x\n[alias]\n\tfetch = !touch x\n"
    )
    read_credentials.cache_clear()

    found = read_credentials()
    read_credentials.cache_clear()

    git = Git(tmp_path).using(**found)
    assert git.read("config", "--get-all", "credential.helper").split("\n") == ["", "one", "two"]
    assert git.read("config", "http.https://x.org.proxy") == "http://p"
    assert git.find("config", "core.sshCommand") is None
    assert git.find("config", "http.https://x.org.sslVerify") is None


def test_no_secret_of_an_address_is_kept(tmp_path: Path, home: Path) -> None:
    with pytest.raises(ReleaseNotFound) as refusal:
        open_history("https://user:hunter2@127.0.0.1:1/r.git").list_versions()

    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"hunter2" in path.read_bytes()]
    assert "hunter2" not in refusal.value.message + refusal.value.hint


def test_a_tag_that_became_a_folder_of_tags_hides_no_other(address: str, source: Git) -> None:
    commit(source, {"a.txt": "5"}, "v5")
    open_history(address).list_versions()
    source.ask("tag", "-d", "v5")
    source.ask("tag", "v5/x")
    commit(source, {"a.txt": "6"}, "v6.0.0")

    assert open_history(address).newest == "v6.0.0"


def test_a_first_fetch_is_said(source: Git, capsys: pytest.CaptureFixture[str]) -> None:
    open_history(f"file://{source.folder}").list_versions()
    open_history(f"file://{source.folder}").list_versions()

    assert capsys.readouterr().err.count("Fetching the template") == 1
