"""The template is found beside the program, in a checkout or in a wheel."""

import tomllib
from pathlib import Path

import pytest

from backsmith import __version__, releases
from backsmith.answers import fill, take_default
from backsmith.errors import ReleaseNotFound, RenderFailed
from backsmith.git import Git
from backsmith.presets import NO_PRESET
from backsmith.project import read_project
from backsmith.releases import open_history
from backsmith.render import find_plan, render
from backsmith.sources.bundle import KEPT
from backsmith.sources.mainline import FINAL
from backsmith.template import open_release, open_template
from tests.conftest import ROOT
from tests.sources.repositories import set_version, start_repository


def test_a_checkout_uses_its_own_folders() -> None:
    release = releases.find_release()

    assert release.root == ROOT
    assert release.presets == ROOT / "presets"


def test_an_installation_without_its_template_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(releases, "HERE", tmp_path / "a/b")

    with pytest.raises(RenderFailed, match="template is missing"):
        releases.find_release()


def test_the_present_version_is_listed_last() -> None:
    *earlier, present = open_history("backsmith").list_versions()

    assert present == f"v{__version__}"
    assert earlier[0] == "v0.1.0"


def test_the_present_version_needs_no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no git is to be found

    assert open_history("backsmith").open(f"v{__version__}") == releases.find_release()


def test_a_version_that_never_was_is_refused() -> None:
    with pytest.raises(ReleaseNotFound, match="no version 'v7'"):
        open_history("backsmith").open("v7")


def test_a_version_under_development_gives_way_to_the_release_before_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    release = open_history("backsmith").open("v0.2.0.dev7")

    assert release.version == "v0.1.0"
    assert "v0.1.0 stands in for it" in capsys.readouterr().err


@pytest.mark.parametrize("version", open_history("backsmith").list_versions())
def test_every_release_renders_and_what_it_recorded_is_read_today(
    version: str, tmp_path: Path
) -> None:
    old = open_release(open_history("backsmith").open(version))
    answers = fill(old.make_form(NO_PRESET, {"project_name": "shop-api"}, {}), take_default)
    render(find_plan(old.catalog, old.sandbox, answers), old.release.root, answers, tmp_path)

    recorded = read_project(tmp_path).recorded
    today = open_template().recall(recorded)

    assert recorded["_commit"] == version
    assert {name: today.public()[name] for name in answers.public()} == answers.public()


def find_changed(root: Path) -> list[str]:
    """Return the final versions under which the template changed after the commit that set them.

    The law begins with 0.2.0: 0.1.0 was made under its own number.
    """
    git = Git(root)
    changes = git.read("log", "--first-parent", "--format=%H", "--", *KEPT).split()
    before, after = ([read_version(git, f"{c}{end}") for c in changes] for end in ("^1", ""))
    moved = {a for b, a in zip(before, after, strict=True) if a == b}
    return sorted(version for version in moved if FINAL.fullmatch(version) and version != "0.1.0")


def read_version(git: Git, commit: str) -> str:
    """Return the version that a commit carries, or nothing."""
    text = git.find("show", f"{commit}:pyproject.toml") or ""
    return str(tomllib.loads(text).get("project", {}).get("version", ""))


def test_the_template_does_not_change_under_a_version_that_is_out() -> None:
    assert find_changed(ROOT) == []


def test_a_template_that_changes_under_its_version_is_found(tmp_path: Path) -> None:
    git = start_repository(tmp_path)
    set_version(git, "0.2.0", **{"template/a": "a"})
    set_version(git, "0.3.0.dev0", **{"template/a": "b"})
    set_version(git, "0.3.0.dev0", **{"template/a": "c"})
    set_version(git, "0.3.0", **{"template/a": "d"})
    assert find_changed(tmp_path) == []

    set_version(git, "0.3.0", **{"presets/b.yml": "name: b"})

    assert find_changed(tmp_path) == ["0.3.0"]


@pytest.mark.slow
def test_our_template_from_a_git_url_is_laid_by_our_renderer_and_records_the_url(
    tmp_path: Path,
) -> None:
    Git(ROOT).ask("clone", "--quiet", "--no-local", "--bare", str(ROOT), str(tmp_path / "ours.git"))
    clone = Git(tmp_path / "ours.git")
    clone.ask("tag", "v0.1.0", releases.open_history("backsmith").open("v0.1.0").commit)
    url = f"file://{tmp_path}/ours.git"

    release = open_history(url).open("v0.1.0")
    template = open_release(release)
    answers = fill(template.make_form(NO_PRESET, {"project_name": "shop"}, {}), take_default)
    plan = find_plan(template.catalog, template.sandbox, answers)
    (tmp_path / "out").mkdir()
    render(plan, release.root, answers, tmp_path / "out")

    assert plan is not None
    project = read_project(tmp_path / "out")
    assert (project.source, project.version) == (url, "v0.1.0")
