"""A project that leaves its standard is found, however its answers file was edited."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from backsmith.checking.findings import Report
from backsmith.checking.repository import check
from backsmith.checking.wanted import Wanted
from backsmith.presets import find_digest, list_presets
from tests.conftest import Command
from tests.laws.house import House

ROOT = Path(__file__).parents[2]
TEAM = """apiVersion: 1
name: team
description: For the tests
lock: {database: postgresql, deploy: compose}
allow: {ci: [github]}
require: {api: [rest]}
"""
Edit = Callable[[dict[str, Any]], object]
Make = Callable[..., Path]


@pytest.fixture
def make(backsmith: Command, tmp_path: Path) -> Make:
    """What renders a project under a preset and then edits its answers file by hand."""

    def new(preset: str = "startup", edit: Edit = lambda answers: None) -> Path:
        words = ["--defaults", "--no-git", "--no-lock"]
        outcome = backsmith("new", "shop", *words, *(["--preset", preset] if preset else []))
        assert outcome.code == 0, outcome.talk
        path = tmp_path / "shop/.copier-answers.yml"
        answers = yaml.safe_load(path.read_text())
        edit(answers)
        path.write_text(yaml.safe_dump(answers))
        return tmp_path / "shop"

    return new


def write_preset(folder: Path, text: str = TEAM) -> str:
    """Return the path of a preset in a file."""
    path = folder / "team.yml"
    path.write_text(text)
    return str(path)


def list_ids(report: Report) -> list[str]:
    """Return what was found but drift."""
    assert report.error == ""
    return [f.id for f in report.findings if not f.id.startswith("drift/")]


def test_a_project_that_follows_its_preset_is_green(make: Make) -> None:
    report = check(make(), Wanted())

    assert (report.verdict, report.preset) == ("ok", "startup")


@pytest.mark.parametrize("name", [path.stem for path in list_presets(ROOT / "presets")])
def test_a_new_project_of_every_preset_that_is_built_in_is_green(name: str, make: Make) -> None:
    root = make(name)
    (root / "uv.lock").write_text("")  # which the tests do not make

    assert check(root, Wanted()).findings == ()


def test_a_project_that_follows_a_file_is_green_with_and_without_it(
    make: Make, tmp_path: Path
) -> None:
    root = make(write_preset(tmp_path))

    assert check(root, Wanted()).verdict == "ok"
    assert check(root, Wanted(str(tmp_path / "team.yml"))).verdict == "ok"


@pytest.mark.parametrize("option", House(ROOT).options)
def test_every_option_that_is_locked_is_held_to_it_in_answers_edited_by_hand(
    option: str, make: Make, tmp_path: Path
) -> None:
    house = House(ROOT)
    locked, *others = house.answers_to(option)
    locked, *others = (list(v) if isinstance(v, tuple) else v for v in (locked, *others))
    wrong = others[0] if others else (["none"] if isinstance(locked, list) else "none")
    text = f"apiVersion: 1\nname: team\nlock: {{{option}: {json.dumps(locked)}}}\n"

    report = check(
        make(write_preset(tmp_path, text), lambda a: a.update({option: wrong})), Wanted()
    )

    (found,) = [f for f in report.findings if f.id == "policy/answer"]
    lines = (report.root / ".copier-answers.yml").read_text().split("\n")
    assert found.message.startswith(f"{option} is ")
    assert lines[found.line - 1].startswith(f"{option}:")
    assert report.is_red


EDITS: dict[str, tuple[Edit, str]] = {
    "a lock was taken out": (lambda a: a["policy"]["lock"].clear(), "policy/edited"),
    "a lock was turned": (lambda a: a["policy"]["lock"].update(database="sqlite"), "policy/edited"),
    "the digest was turned": (lambda a: a["policy"]["origin"].update(digest="x"), "policy/edited"),
    "the origin was taken out": (lambda a: a["policy"].pop("origin"), "policy/unproven"),
    "the name was taken out": (lambda a: a.update(preset=""), "policy/edited"),
    "the name is none": (lambda a: a.update(preset=[1]), "policy/damaged"),
    "the policy was emptied": (lambda a: a.update(policy={}), "policy/damaged"),
    "the policy is none": (lambda a: a.update(policy=7), "policy/damaged"),
    "an answer is of another kind": (lambda a: a.update(api=[{"a": 1}]), "policy/answer"),
    "an answer is unheard of": (lambda a: a.update(database="oracle"), "policy/answer"),
    "an answer is a list": (lambda a: a.update(owner=["me"]), "policy/answer"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_the_answers_file_is_found(name: str, make: Make) -> None:
    edit, expected = EDITS[name]

    report = check(make("startup", edit), Wanted())

    assert expected in list_ids(report)
    assert report.is_red


def test_a_policy_that_was_forged_with_its_digest_is_found_by_resolving_the_preset(
    make: Make,
) -> None:
    def forge(answers: dict[str, Any]) -> None:
        answers["policy"]["lock"] = {}
        answers["policy"]["origin"]["digest"] = find_digest(answers["policy"])

    report = check(make("startup", forge), Wanted())

    assert set(list_ids(report)) == {"policy/changed"}
    assert "ci is locked to github now" in report.findings[0].message
    assert "backsmith update --preset builtin:startup" in report.findings[0].hint


def forget(answers: dict[str, Any]) -> None:
    """Take every trace of a preset out."""
    answers.update(preset="", policy={"lock": {}, "allow": {}, "require": {}})


def test_a_project_that_forgot_its_preset_is_found_when_the_preset_is_named(make: Make) -> None:
    root = make("startup", forget)

    assert list_ids(check(root, Wanted())) == []
    assert list_ids(check(root, Wanted("startup"))) == ["policy/missing"]


def test_a_preset_that_is_named_holds_the_answers(make: Make, tmp_path: Path) -> None:
    root = make("")
    preset = write_preset(tmp_path, TEAM.replace("database: postgresql", "database: mariadb"))

    report = check(root, Wanted(preset))

    assert list_ids(report) == ["policy/missing", "policy/answer"]
    assert report.findings[1].message.endswith("locked to mariadb by preset team")


def test_a_preset_that_became_stricter_is_told(make: Make, tmp_path: Path) -> None:
    root = make(write_preset(tmp_path))
    preset = write_preset(tmp_path, f"{TEAM}template: '<0.1'\n")

    assert list_ids(check(root, Wanted(preset))) == ["policy/changed", "policy/template"]


def test_a_preset_that_cannot_be_looked_up_leaves_the_recorded_one(make: Make) -> None:
    def move(answers: dict[str, Any]) -> None:
        answers["policy"]["origin"]["source"] = "builtin:gone"

    report = check(make("startup", move), Wanted())

    assert report.error == "There is no preset 'gone'."
    assert [f.path for f in report.findings] == ["Makefile"]  # which names the source
    assert report.verdict == "not checked"


def test_a_preset_that_does_not_exist_is_an_error(make: Make, backsmith: Command) -> None:
    outcome = backsmith("check", str(make()), "--preset", "startpu")

    assert outcome.code == 1
    assert "Did you mean startup?" in outcome.data
