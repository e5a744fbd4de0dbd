"""A preset proposes, locks, allows and requires; what it says wrong is refused with its file."""

from pathlib import Path

import pytest
from copier import Settings, run_copy

from backsmith.answers import fill, take_default
from backsmith.errors import BacksmithError, FileRefused, UnknownName
from backsmith.presets import list_presets
from backsmith.template import OpenTemplate
from tests.conftest import Command

TEAM = """apiVersion: 1
name: acme
description: What every service at Acme is
answers: {ci: none}
lock: {database: sqlite, owner: 'Acme "Inc" {{ 7*7 }}'}
allow: {license: [mit, apache]}
require: {api: [rest]}
"""
WRONG = {
    "an unknown key": ("locks: {database: sqlite}", "unknown key 'locks'", "Did you mean lock?"),
    "a check that is none": ("checks: [no-env]", "check 1 of .* is no mapping", "no-env"),
    "a base that is none": ("extends: [base]", "no file beside it", "builtin:NAME"),
    "a base alone": ("extends: ./base.yml", "takes a list of at most", "builtin:startup"),
    "a version as range": ('template: "0.2"', "it takes a range", ">=0.2,<1"),
    "a range that is none": ('template: "~=1"', "it takes a range", ">=0.2,<1"),
    "an unknown option": ("lock: {databse: sqlite}", "no option 'databse'", "database"),
    "an unknown choice": ("lock: {database: mysql}", "database cannot be 'mysql'", "options"),
    "a misspelt choice": ("lock: {database: postgres}", "cannot be 'postgres'", "postgresql?"),
    "a choice twice": ("allow: {database: [sqlite, sqlite]}", "'sqlite' twice", ""),
    "a hidden option": ("answers: {policy: {}}", "worked out", ""),
    "a name for all": ("lock: {project_name: shop}", "differs from service to service", ""),
    "a text to allow": ("allow: {owner: [me]}", "no choices to allow", ""),
    "nothing to allow": ("allow: {database: []}", "needs a list", ""),
    "one to allow": ("allow: {database: sqlite}", "needs a list", ""),
    "a number to allow": ("allow: {database: [1]}", "database cannot be '1'", ""),
    "more of one": ("require: {database: [sqlite]}", "lock it instead", ""),
    "one of several": ("require: {api: rest}", "api cannot be 'rest'", ""),
    "an unknown one of several": ("require: {api: [soap]}", "api cannot be 'soap'", ""),
    "a list for a rule": ("lock: [database]", "no mapping", ""),
    "an answer against a rule": (
        "answers: {license: mit}\nallow: {license: [apache]}", "contradicts itself", ""),
    "a lock that is no answer": ("lock: {contact: nobody}", "contradicts itself", ""),
    "an answer to a lock": (
        "answers: {ci: none}\nlock: {ci: none}", "proposed as .* and locked", "take one of them"),
    "another version": ("apiVersion: 2", "not written for this release", "apiVersion: 1"),
    "a name of two lines": ('name: "a\\nb"', "name of .* takes one line", ""),
    "a list as description": ("description: [a]", "description of .* is no text", ""),
}  # fmt: skip


def write(folder: Path, text: str) -> str:
    """Return the path of a preset with this text; a key of it replaces that of the head."""
    head = {"apiVersion": "1", "name": "team"}
    lines = [f"{k}: {v}" for k, v in head.items() if not text.startswith(f"{k}:")]
    path = folder / "team.yml"
    path.write_text("\n".join([*lines, text]))
    return str(path)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_preset_is_refused(template: OpenTemplate, name: str, tmp_path: Path) -> None:
    text, reason, hint = WRONG[name]

    with pytest.raises(FileRefused, match=reason) as refusal:
        template.find_preset(write(tmp_path, text))

    assert "team.yml" in refusal.value.message
    assert hint in refusal.value.hint


def test_what_a_preset_says_is_followed_and_recorded(backsmith: Command, tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text(TEAM)

    done = backsmith("new", "shop", "--defaults", "--preset", "team.yml", "--no-git", "--no-lock")

    recorded = (tmp_path / "shop/.copier-answers.yml").read_text()
    assert done.code == 0
    assert "database: sqlite\n" in recorded
    assert "ci: none\n" in recorded
    assert "license: mit\n" in recorded
    assert "preset: acme\n" in recorded
    assert recorded.count('owner: Acme "Inc" {{ 7*7 }}\n') == 2


def test_several_choices_begin_with_those_that_a_preset_leaves(
    template: OpenTemplate, tmp_path: Path
) -> None:
    narrowed = template.find_preset(write(tmp_path, "allow: {api: [graphql]}"))
    required = template.find_preset(write(tmp_path, "require: {api: [graphql]}"))

    for preset in (narrowed, required):
        answers = fill(template.make_form(preset, {}, {}), take_default)
        assert answers.values["api"] == ["graphql"]


REFUSED = {
    "database=mariadb": "locked to sqlite by preset acme",
    "license=proprietary": "not allowed by preset acme",
    "api=[]": "preset acme needs rest",
    "owner=me": "locked to Acme",
}


@pytest.mark.parametrize("word", REFUSED)
def test_a_lock_holds_on_the_command_line(backsmith: Command, word: str, tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text(TEAM)

    done = backsmith("new", "shop", "--defaults", "--preset", "team.yml", "-d", word)

    assert done.code == 1
    assert REFUSED[word] in done.talk
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("word", REFUSED)
def test_a_lock_holds_for_plain_copier(template: OpenTemplate, word: str, tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text(TEAM)
    preset = template.find_preset(str(tmp_path / "team.yml"))
    name, value = word.split("=")
    data = {"policy": preset.policy, "preset": preset.name, name: value}

    with pytest.raises(ValueError, match=REFUSED[word]):
        run_copy(
            str(template.release.root), tmp_path / "out",
            data=data, defaults=True, quiet=True, settings=Settings(),
        )  # fmt: skip


def test_an_answer_to_what_is_locked_may_repeat_it(backsmith: Command) -> None:
    done = backsmith(
        "new", "x", "--defaults", "--dry-run", "--preset", "startup", "-d", "ci=github"
    )

    assert done.code == 0
    assert "locked by preset startup" in done.data


def test_every_built_in_preset_is_named_as_its_file_and_says_what_it_is_for(
    template: OpenTemplate,
) -> None:
    for path in list_presets(template.release.presets):
        preset = template.find_preset(path.stem)
        assert preset.name == path.stem
        assert preset.description


def test_a_preset_that_does_not_exist_is_answered_with_the_nearest(template: OpenTemplate) -> None:
    with pytest.raises(UnknownName) as refusal:
        template.find_preset("startpu")

    assert refusal.value.hint == "Did you mean startup?"


@pytest.mark.parametrize("name", ["nowhere.yml", "nothing", "/dev/null", "."])
def test_what_is_no_preset_is_refused(template: OpenTemplate, name: str) -> None:
    with pytest.raises(BacksmithError):
        template.find_preset(name)
