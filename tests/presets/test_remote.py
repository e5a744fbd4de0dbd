"""A preset of a repository is read at the commit that its tag had, and nothing there runs."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import yaml

from backsmith.errors import BacksmithError, FileRefused, GitFailed, SourceUntrusted
from backsmith.presets import find_digest, remote
from backsmith.template import OpenTemplate
from tests.conftest import Command
from tests.presets.files import write
from tests.presets.repository import Repository, make_repository


def test_a_tag_is_resolved_to_its_commit(template: OpenTemplate, team: Repository) -> None:
    address = team.address("acme", "v1")

    preset = template.find_preset(address)

    assert preset.policy["lock"] == {"database": "sqlite"}
    assert preset.origin == {
        "source": address,
        "commit": team.git("rev-parse", "HEAD"),
        "digest": find_digest(preset.policy),
    }


def test_a_commit_is_taken_by_its_digits(template: OpenTemplate, team: Repository) -> None:
    before = team.git("rev-parse", "HEAD")
    team.commit("acme", "lock: {database: mariadb}")

    preset = template.find_preset(team.address("acme", before))

    assert preset.policy["lock"] == {"database": "sqlite"}
    assert preset.origin["commit"] == before


def test_a_branch_is_refused_with_its_commit(template: OpenTemplate, team: Repository) -> None:
    with pytest.raises(FileRefused, match="main is a branch of") as refusal:
        template.find_preset(team.address("acme", "main"))

    assert team.git("rev-parse", "HEAD") in refusal.value.hint


def test_a_tag_that_is_called_as_a_branch_is_a_tag(
    template: OpenTemplate, team: Repository
) -> None:
    team.git("branch", "v1")
    team.git("checkout", "--quiet", "refs/heads/v1")
    team.git("symbolic-ref", "HEAD", "refs/heads/v1")
    team.commit("acme", "lock: {database: mariadb}")

    assert template.find_preset(team.address("acme", "v1")).policy["lock"]["database"] == "sqlite"


@pytest.mark.parametrize("ref", ["v2", "0" * 40, "HEAD"])
def test_a_tag_or_commit_that_is_not_there_is_an_error(
    template: OpenTemplate, team: Repository, ref: str
) -> None:
    with pytest.raises(BacksmithError, match=r"has no tag|cannot be fetched"):
        template.find_preset(team.address("acme", ref))


def test_a_tag_that_moved_is_refused(template: OpenTemplate, team: Repository) -> None:
    template.find_preset(team.address("acme", "v1"))
    before, now = team.git("rev-parse", "HEAD"), team.commit("acme", "lock: {}", tag="v1")

    with pytest.raises(SourceUntrusted, match=f"was {before[:12]} and is {now[:12]}") as refusal:
        template.find_preset(team.address("acme", "v1"))

    assert f"@{now}" in refusal.value.hint
    assert template.find_preset(team.address("acme", now)).policy["lock"] == {}


def test_without_a_network_the_cache_answers_and_says_so(
    template: OpenTemplate, team: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    address = team.address("acme", "v1")
    online = template.find_preset(address)
    team.folder.rename(team.folder.with_name("gone"))

    assert template.find_preset(address) == online
    assert "does not answer: its tag v1 is taken as it was fetched" in capsys.readouterr().err


def test_a_repository_that_was_never_fetched_is_needed(
    template: OpenTemplate, team: Repository
) -> None:
    team.folder.rename(team.folder.with_name("gone"))

    with pytest.raises(GitFailed, match="does not answer"):
        template.find_preset(team.address("acme", "v1"))


def test_a_base_beside_it_is_read_at_the_same_commit(
    template: OpenTemplate, team: Repository
) -> None:
    write(team.folder, "base", "lock: {ci: none}")
    team.commit("acme", "extends: [./base.yml, builtin:quickstart]", tag="v2")
    team.commit("base", "lock: {ci: github}")

    preset = template.find_preset(team.address("acme", "v2"))

    assert preset.policy["lock"] == {"ci": "none"}
    assert preset.files[0] == team.address("base", "v2")
    assert "extends" not in preset.origin


def test_the_commit_of_a_base_elsewhere_is_recorded(
    template: OpenTemplate, team: Repository, tmp_path: Path
) -> None:
    own = write(tmp_path, "own", f"extends: ['{team.address('acme', 'v1')}']")

    origin = template.find_preset(str(own)).origin

    assert origin["extends"] == {
        f"git+file://{team.folder}@v1": team.git("rev-parse", "HEAD"),
    }
    assert "source" not in origin


def test_what_new_resolves_is_said_and_recorded(
    backsmith: Command, team: Repository, tmp_path: Path
) -> None:
    address, commit = team.address("acme", "v1"), team.git("rev-parse", "HEAD")

    done = backsmith("new", "shop", "--defaults", "--preset", address, "--no-git", "--no-lock")

    recorded = yaml.safe_load((tmp_path / "shop/.copier-answers.yml").read_text())
    assert done.code == 0
    assert f"Preset acme: {address} is commit {commit}." in done.talk
    assert recorded["preset"] == "acme"
    assert recorded["database"] == "sqlite"
    assert recorded["policy"]["origin"]["source"] == address
    assert recorded["policy"]["origin"]["commit"] == commit


def test_a_moved_tag_ends_new_with_its_own_exit_code(backsmith: Command, team: Repository) -> None:
    words = ("new", "shop", "--defaults", "--dry-run", "--preset", team.address("acme", "v1"))
    assert backsmith(*words).code == 0
    team.commit("acme", "lock: {}", tag="v1")

    assert backsmith(*words).code == 4


@pytest.mark.parametrize("kind", ["a link", "a folder", "a submodule", "a large file", "nothing"])
def test_only_a_regular_file_is_read(
    template: OpenTemplate, team: Repository, kind: str, tmp_path: Path
) -> None:
    path = team.folder / "odd.yml"
    if kind == "a link":
        (tmp_path / "secret.yml").write_text("apiVersion: 1\nname: secret\n")
        path.symlink_to(tmp_path / "secret.yml")
    elif kind == "a folder":
        write(path, "inner")
    elif kind == "a large file":
        path.write_text("# " + "x" * 300_000)
    elif kind == "a submodule":
        commit = team.git("rev-parse", "HEAD")
        team.git("update-index", "--add", "--cacheinfo", f"160000,{commit},odd.yml")
        team.git("commit", "--quiet", "-m", "odd")
        team.git("tag", "v2")
    if kind != "a submodule":
        team.commit("other", "", tag="v2")

    with pytest.raises(FileRefused, match=r" at [0-9a-f]{12} is (no regular|larger)|There is no"):
        template.find_preset(team.address("odd", "v2"))


def test_a_tag_of_no_commit_is_refused(template: OpenTemplate, team: Repository) -> None:
    team.git("tag", "tree", "HEAD^{tree}")

    with pytest.raises(FileRefused, match="names no commit"):
        template.find_preset(team.address("acme", "tree"))


def test_nothing_of_a_hostile_repository_runs(
    template: OpenTemplate, team: Repository, tmp_path: Path, cache: Path
) -> None:
    trap = tmp_path / "sprung"
    (team.folder / ".gitattributes").write_text("* filter=trap diff=trap\n")
    (team.folder / ".gitmodules").write_text(
        f'[submodule "a"]\n\tpath = a\n\turl = "ext::touch {trap}"\n'
    )
    head = team.commit("other", "")
    for name in ("post-checkout", "reference-transaction", "post-merge", "pre-receive"):
        path = team.folder / ".git/hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\ntouch {trap}\n")
        path.chmod(0o755)
    for key in ("filter.trap.smudge", "core.fsmonitor", "core.pager", "uploadpack.packObjectsHook"):
        team.git("config", key, f"touch {trap}")

    template.find_preset(team.address("acme", head))

    assert not trap.exists()
    assert [path.suffix for path in cache.iterdir() if path.is_dir()] == [".git"]
    assert not [*cache.glob("*/acme.yml"), *cache.glob("*/hooks/*")]


def test_a_repository_that_git_calls_unsound_is_not_fetched(
    template: OpenTemplate, team: Repository
) -> None:
    (team.folder / ".gitmodules").write_text('[submodule "a"]\n\tpath = a\n\tupdate = "!id"\n')
    commit = team.commit("other", "")

    with pytest.raises(GitFailed, match="disallowed submodule update"):
        template.find_preset(team.address("acme", commit))


def test_a_repository_that_is_too_large_is_not_fetched(
    template: OpenTemplate, team: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (team.folder / "film").write_bytes(Random(1).randbytes(400_000))
    team.commit("acme", "", tag="v2")
    monkeypatch.setattr(remote, "MOST_FETCHED", 100_000)

    assert template.find_preset(team.address("acme", "v1"))
    with pytest.raises(GitFailed, match="cannot be fetched") as refusal:
        template.find_preset(team.address("acme", "v2"))

    assert "MB" in refusal.value.hint


def test_a_preset_from_elsewhere_names_no_repository_of_this_machine(
    template: OpenTemplate, team: Repository
) -> None:
    from backsmith.presets.address import GitAddress, read_address
    from backsmith.presets.places import Commits, InGit, follow_git

    place = InGit(GitAddress("https://example.com/a.git", "a.yml", "v1"), Commits())

    with pytest.raises(FileRefused, match="names a repository of this machine"):
        follow_git(read_address(team.address("acme", "v1")), place, Commits())


def test_many_at_once_share_the_cache(team: Repository, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "backsmith", "presets", "show", team.address("acme", "v1")]

    runs = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(4)]

    shown = {run.communicate(timeout=60)[0] for run in runs}
    assert [run.returncode for run in runs] == [0] * 4
    assert len(shown) == 1


def test_a_hostile_preset_is_held_to_the_same_form(template: OpenTemplate, tmp_path: Path) -> None:
    hostile = make_repository(tmp_path / "hostile")
    for name, text in {
        "bomb": "x: &a [1]\nlock: {ci: *a}",
        "hooks": "hooks: {post: rm -rf /}",
        "escape": "extends: [../../../../etc/passwd.yml]",
        "absolute": "checks: [{id: a, absent: /etc/passwd}]",
    }.items():
        hostile.commit(name, text, tag="v1")
    commit = hostile.git("rev-parse", "HEAD")

    for name in ("bomb", "hooks", "escape", "absolute"):
        with pytest.raises(FileRefused) as refusal:
            template.find_preset(hostile.address(name, commit))
        assert f"{name}.yml@{commit}" in refusal.value.message
