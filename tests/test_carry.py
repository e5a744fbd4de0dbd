"""Recorded answers are carried over under new names and locks; none is replaced in silence."""

from typing import Any

import pytest

from backsmith.answers import NO_POLICY, take_default
from backsmith.carry import carry
from backsmith.errors import AnswerRefused
from backsmith.notes import Changes, Choice
from backsmith.presets import NO_PRESET, Preset
from backsmith.template import OpenTemplate
from tests.conftest import ROOT
from tests.laws.house import House

RECORDED = {
    "_src_path": "backsmith",
    "_commit": "v0.1.0",
    "project_name": "shop",
    "description": "A shop",
    "owner": "Acme",
    "contact": "security@example.com",
    "database": "sqlite",
    "api": ["rest"],
    "auth": "none",
    "encryption": "no",
    "cache": "none",
    "backups": "none",
    "deploy": "compose",
    "ci": "github",
    "license": "mit",
}


def make_preset(**policy: Any) -> Preset:
    """Return a preset called acme with these rules."""
    return Preset("acme", "", {}, {**NO_POLICY, **policy})


def test_what_was_answered_is_what_is_recorded_again(template: OpenTemplate) -> None:
    carried = carry(template, RECORDED, {}, NO_PRESET)

    public = carried.fill(take_default).public()
    assert {name: public[name] for name in RECORDED if name in public} == {
        name: value for name, value in RECORDED.items() if not name.startswith("_")
    }
    assert (dict(carried.lost), carried.notes) == ({}, ())


def test_an_answer_that_was_renamed_twice_arrives(template: OpenTemplate) -> None:
    recorded = {**RECORDED, "store": "lite"}
    del recorded["database"]
    renames = (
        Changes("v0.2.0", options={"store": "db"}, choices=(Choice("db", "lite", "file"),)),
        Changes(
            "v0.3.0", options={"db": "database"}, choices=(Choice("database", "file", "sqlite"),)
        ),
    )

    carried = carry(template, recorded, {}, NO_PRESET, renames)

    assert carried.form.given["database"] == "sqlite"
    assert carried.notes[0] == "store is now called db"


def test_a_choice_of_several_is_renamed_in_its_list(template: OpenTemplate) -> None:
    recorded = {**RECORDED, "api": ["http"]}
    renames = (Changes("v0.2.0", choices=(Choice("api", "http", "rest"),)),)

    assert carry(template, recorded, {}, NO_PRESET, renames).form.given["api"] == ["rest"]


def test_an_answer_that_no_longer_holds_stops_everything(template: OpenTemplate) -> None:
    carried = carry(template, {**RECORDED, "database": "mysql"}, {}, NO_PRESET)

    with pytest.raises(AnswerRefused, match="database was 'mysql'") as caught:
        carried.refuse_lost()
    assert "-d database=..." in caught.value.hint


def test_an_answer_whose_question_is_gone_is_said(template: OpenTemplate) -> None:
    carried = carry(template, {**RECORDED, "queue": "redis"}, {}, NO_PRESET)

    assert carried.notes == ("queue is not asked any longer; it was 'redis'",)


def test_a_lock_moves_the_answer_and_says_so(template: OpenTemplate) -> None:
    carried = carry(template, RECORDED, {}, make_preset(lock={"database": "postgresql"}))

    assert carried.form.given["database"] == "postgresql"
    assert carried.notes == ("database moves from sqlite to postgresql: acme locks it",)


def test_what_a_person_says_against_a_lock_is_refused(template: OpenTemplate) -> None:
    preset = make_preset(lock={"database": "postgresql"})

    carried = carry(template, RECORDED, {"database": "mariadb"}, preset)

    with pytest.raises(AnswerRefused, match="locked to postgresql by preset acme"):
        carried.fill(take_default)


def test_a_question_that_is_new_is_named(template: OpenTemplate) -> None:
    recorded = {name: value for name, value in RECORDED.items() if name != "license"}

    carried = carry(template, recorded, {}, NO_PRESET)

    assert carried.fresh == ("license",)
    assert carried.fill(take_default).values["license"] == "proprietary"


def test_a_new_question_is_answered_so_that_an_earlier_project_stays_as_it_was(
    template: OpenTemplate,
) -> None:
    recorded = {name: value for name, value in RECORDED.items() if name != "auth"}
    releases = (Changes("v0.3.0", earlier={"auth": "none"}),)

    carried = carry(template, recorded, {}, NO_PRESET, releases)

    assert carried.form.given["auth"] == "none"
    assert carried.fresh == ()
    assert carried.notes[0].startswith("auth is a new question, answered with none")


def test_an_answer_to_a_new_question_and_a_lock_go_before_what_was(template: OpenTemplate) -> None:
    recorded = {name: value for name, value in RECORDED.items() if name != "auth"}
    releases = (Changes("v0.3.0", earlier={"auth": "none"}),)

    said = carry(template, recorded, {"auth": "api_key"}, NO_PRESET, releases)
    locked = carry(template, recorded, {}, make_preset(lock={"auth": "jwt"}), releases)

    assert said.form.given["auth"] == "api_key"
    assert locked.form.given["auth"] == "jwt"


def list_locks() -> list[tuple[str, Any, Any]]:
    """Return every option with choices, a choice it is locked to, and another that is wanted."""
    house = House(ROOT)
    pairs = []
    for name in house.options:
        answers = [list(a) if isinstance(a, tuple) else a for a in house.answers_to(name)]
        pairs += [(name, one, other) for one in answers for other in answers if one != other]
    return pairs


@pytest.mark.parametrize(("name", "locked", "wanted"), list_locks())
def test_every_lock_holds_against_every_other_choice(
    template: OpenTemplate, name: str, locked: Any, wanted: Any
) -> None:
    recorded = {**RECORDED, name: locked}

    carried = carry(template, recorded, {name: wanted}, make_preset(lock={name: locked}))

    with pytest.raises(AnswerRefused, match="preset acme"):
        carried.fill(take_default)


@pytest.mark.parametrize(("name", "locked", "edited"), list_locks())
def test_an_answer_edited_by_hand_goes_back_to_its_lock(
    template: OpenTemplate, name: str, locked: Any, edited: Any
) -> None:
    recorded = {**RECORDED, name: edited}

    carried = carry(template, recorded, {}, make_preset(lock={name: locked}))

    assert carried.fill(take_default).values[name] == locked
    assert "acme locks it" in carried.notes[0]
