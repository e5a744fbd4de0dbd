"""A project's preset is resolved again from what was recorded, and nothing else is believed."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from backsmith.answers import NO_POLICY
from backsmith.errors import AnswersDamaged, BacksmithError, SourceUntrusted, UnknownName
from backsmith.presets import (
    Preset,
    explain_version,
    find_digest,
    list_policy_checks,
    read_policy,
    resolve_recorded,
)
from backsmith.template import OpenTemplate
from tests.conftest import Command
from tests.presets.files import write
from tests.presets.repository import Repository

ORIGIN = {"source": "builtin:startup", "digest": "sha256:0"}
WRONG: dict[str, Any] = {
    "nothing": None,
    "a text": "lock: {}",
    "a list": [],
    "no locks": {"allow": {}, "require": {}},
    "an unknown part": {**NO_POLICY, "hooks": {}},
    "a lock that is a number": {**NO_POLICY, "lock": {"ci": 1}},
    "a lock that is a table": {**NO_POLICY, "lock": {"ci": {}}},
    "a lock of a number": {**NO_POLICY, "lock": {1: "a"}},
    "locks in a list": {**NO_POLICY, "lock": ["ci"]},
    "one that is allowed": {**NO_POLICY, "allow": {"ci": "none"}},
    "numbers that are required": {**NO_POLICY, "require": {"api": [1]}},
    "a range that is none": {**NO_POLICY, "template": "new"},
    "a check that is none": {**NO_POLICY, "checks": [{"id": "a", "run": "id"}]},
    "a path that leads out": {**NO_POLICY, "checks": [{"id": "a", "absent": "../a"}]},
    "an origin that is a text": {**NO_POLICY, "origin": "builtin:startup"},
    "an origin of more": {**NO_POLICY, "origin": {**ORIGIN, "token": "a"}},
    "an option as commit": {**NO_POLICY, "origin": {**ORIGIN, "commit": "--upload-pack=id"}},
    "an option as pin": {**NO_POLICY, "origin": {**ORIGIN, "extends": {"git+a@b": "--x"}}},
    "a number as source": {**NO_POLICY, "origin": {"source": 1}},
}


def again(template: OpenTemplate, policy: Any, ask: bool = False) -> Preset | None:
    """Return the preset of a recorded policy, resolved again."""
    recorded = {"preset": "acme", "policy": policy}
    return resolve_recorded(
        recorded, template.release.presets, template.catalog, template.sandbox, ask
    )


@pytest.mark.parametrize("name", WRONG)
def test_a_policy_that_was_edited_into_something_else_is_refused(
    template: OpenTemplate, name: str
) -> None:
    with pytest.raises(AnswersDamaged) as refusal:
        again(template, WRONG[name])

    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_rendered_under_a_policy_that_is_none(template: OpenTemplate, name: str) -> None:
    recorded = {"_src_path": "backsmith", "_commit": "v0.2.0", "policy": WRONG[name]}

    with pytest.raises(AnswersDamaged):
        template.recall(recorded)


def test_a_project_without_a_preset_has_none(template: OpenTemplate) -> None:
    assert again(template, NO_POLICY) is None
    assert resolve_recorded({}, Path(), template.catalog, template.sandbox) is None


def test_a_preset_from_a_file_is_not_at_hand(template: OpenTemplate, tmp_path: Path) -> None:
    preset = template.find_preset(str(write(tmp_path, "acme", "lock: {ci: none}")))

    assert set(preset.origin) == {"digest"}
    assert str(tmp_path) not in yaml.safe_dump(preset.policy)
    assert again(template, preset.policy) is None


def test_a_built_in_preset_is_resolved_again(template: OpenTemplate) -> None:
    preset = template.find_preset("startup")

    assert again(template, preset.policy) == preset


def test_a_built_in_preset_that_is_gone_is_an_error(template: OpenTemplate) -> None:
    with pytest.raises(UnknownName):
        again(template, {**NO_POLICY, "origin": {"source": "builtin:shutdown"}})


@pytest.mark.parametrize("source", ["/etc/passwd.yml", "./team.yml", "team", "startup", "ext::id"])
def test_what_is_recorded_never_leads_to_a_file(template: OpenTemplate, source: str) -> None:
    with pytest.raises(BacksmithError, match="no address of a preset"):
        again(template, {**NO_POLICY, "origin": {"source": source}})


def test_a_commit_that_is_in_the_cache_is_taken_without_a_word(
    template: OpenTemplate, team: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    preset = template.find_preset(team.address("acme", "v1"))
    team.folder.rename(team.folder.with_name("gone"))

    assert again(template, preset.policy) == preset
    assert capsys.readouterr().err == ""


def test_a_commit_that_is_not_in_the_cache_is_fetched(
    template: OpenTemplate, team: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    preset = template.find_preset(team.address("acme", "v1"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))

    assert again(template, preset.policy) == preset


@pytest.mark.parametrize("is_cached", [True, False])
def test_a_tag_that_moved_since_it_was_recorded_is_refused(
    template: OpenTemplate,
    team: Repository,
    is_cached: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    preset = template.find_preset(team.address("acme", "v1"))
    team.commit("acme", "lock: {}", tag="v1")
    if not is_cached:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))

    with pytest.raises(SourceUntrusted, match="The tag v1 of"):
        again(template, preset.policy, ask=True)


def test_a_base_whose_tag_moved_is_refused_too(
    template: OpenTemplate, team: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    base = team.address("acme", "v1")
    team.commit("own", f"extends: ['{base}']", tag="v2")
    preset = template.find_preset(team.address("own", "v2"))
    team.commit("acme", "lock: {}", tag="v1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))

    with pytest.raises(SourceUntrusted, match="The tag v1 of"):
        again(template, preset.policy)


def test_the_digest_shows_every_edit(template: OpenTemplate, tmp_path: Path) -> None:
    text = "lock: {ci: none}\nallow: {license: [mit, apache]}\nchecks: [{id: a, absent: b}]"
    preset = template.find_preset(str(write(tmp_path, "acme", text)))
    edits: list[dict[str, object]] = [
        {"lock": {}}, {"lock": {"ci": "github"}}, {"allow": {"license": ["mit"]}},
        {"require": {"api": ["rest"]}}, {"template": ">=0.1"}, {"checks": []},
        {"checks": [{"id": "a", "absent": "b", "level": "warning"}]},
    ]  # fmt: skip

    digests = [find_digest({**preset.policy, **edit}) for edit in edits]

    assert find_digest(copy.deepcopy(dict(preset.policy))) == preset.origin["digest"]
    assert len({preset.origin["digest"], *digests}) == len(edits) + 1


def test_what_is_recorded_is_read_back_as_it_was(
    backsmith: Command, template: OpenTemplate, tmp_path: Path
) -> None:
    text = 'template: ">=0.1"\nchecks: [{id: a, absent: "*.env", why: "it\'s {{ 7*7 }}: yes #1"}]'
    preset = template.find_preset(str(write(tmp_path, "acme", text)))

    done = backsmith("new", "shop", "--defaults", "--preset", "acme.yml", "--no-git", "--no-lock")

    recorded = yaml.safe_load((tmp_path / "shop/.copier-answers.yml").read_text())
    policy = read_policy(recorded["policy"])
    assert done.code == 0
    assert policy == preset.policy
    assert find_digest(policy) == policy["origin"]["digest"]
    assert [check.why for check in list_policy_checks(policy)] == ["it's {{ 7*7 }}: yes #1"]


@pytest.mark.parametrize(
    ("wanted", "version", "fits"),
    [
        (">=0.2,<1", "v0.2.0", True), (">=0.2,<1", "v0.2.0.dev0", True), (">=0.2", "v0.1.0", False),
        ("<1", "v1.0.0", False), ("<0.2", "v0.2.0.dev0", False), (">=9", "1a2b3c4", True),
    ],
)  # fmt: skip
def test_a_preset_is_for_a_range_of_versions(wanted: str, version: str, fits: bool) -> None:
    assert (explain_version({"template": wanted}, version) == "") == fits


def test_new_refuses_a_preset_of_another_version(backsmith: Command, tmp_path: Path) -> None:
    write(tmp_path, "acme", 'template: ">=99"')

    done = backsmith("new", "shop", "--defaults", "--preset", "acme.yml")

    assert done.code == 1
    assert "it is for versions >=99, and this is v" in done.talk
    assert not (tmp_path / "shop").exists()
