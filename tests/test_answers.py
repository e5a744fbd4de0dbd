"""Answers are checked against their questions before anything is written."""

from typing import Any

import pytest

from backsmith.answers import NO_POLICY, Form, fill, take_default
from backsmith.errors import AnswerRefused, UnknownName
from backsmith.given import read_answers, read_flag
from backsmith.presets import NO_PRESET
from backsmith.template import OpenTemplate


def make_form(template: OpenTemplate, **given: Any) -> Form:
    """Return the questions with some answers given."""
    return template.make_form(NO_PRESET, given, {})


FLAGS = {
    "database=sqlite": "sqlite",
    "database='sqlite'": "sqlite",
    "api=[rest]": ["rest"],
    "api=[rest, graphql]": ["rest", "graphql"],
    "description=Notes: all of them # every one": "Notes: all of them # every one",
    'description="in quotes: yes"': "in quotes: yes",
    'description="open': '"open',
    "description={{ 7*7 }}": "{{ 7*7 }}",
    "description=no": "no",
    "description=a=b": "a=b",
    "description=": "",
}


@pytest.mark.parametrize("word", FLAGS)
def test_a_text_stands_as_typed_and_a_list_is_yaml(template: OpenTemplate, word: str) -> None:
    assert read_flag(template.catalog, word) == (word.split("=")[0], FLAGS[word])


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown choice": ({"database": "mysql"}, "it is postgresql, mariadb or sqlite", "options"),
    "a near choice": ({"database": "postgres"}, "it is postgresql", "Did you mean postgresql?"),
    "a list for one": ({"database": ["sqlite"]}, "it takes a text", "options database"),
    "one for a list": ({"api": "rest"}, "it takes a list", 'Write it as a list: -d "api=[rest]"'),
    "nothing in a list": ({"api": []}, "choose REST", "options api"),
    "a feed alone": ({"api": ["websocket"]}, "choose REST or GraphQL beside", "options api"),
    "a mapping": ({"api": [{"a": 1}]}, "it takes a text", "options api"),
    "a truth": ({"license": False}, "it takes a text", 'Put it in quotes: license: "False"'),
    "a number": ({"description": 1}, "it takes a text", 'Put it in quotes: description: "1"'),
    "null": ({"owner": None}, "it takes a text", "-d owner="),
    "an empty text": ({"description": "  "}, "one sentence of 1 to 200", "-d description="),
    "300 characters": ({"description": "x" * 300}, "one sentence of 1 to 200", "-d description="),
    "a line break": ({"description": "a\nb"}, "leave out line breaks", "-d description="),
    "a NUL": ({"owner": "a\0b"}, "leave out line breaks", "-d owner="),
    "a lone surrogate": ({"owner": "a\udc80"}, "leave out line breaks", "-d owner="),
    "a hidden line separator": ({"owner": "a\u2028b"}, "leave out line breaks", "-d owner="),
    "a text that reads backwards": ({"owner": "a\u202eb"}, "leave out line breaks", "-d owner="),
    "an escape code": ({"owner": "\x1b[2J"}, "leave out line breaks", "-d owner="),
    "a capital name": ({"project_name": "Shop"}, "small letters", "-d project_name="),
    "a path for a name": ({"project_name": "../shop"}, "small letters", "-d project_name="),
    "a command for a name": ({"project_name": "$(id)"}, "small letters", "-d project_name="),
    "a line after a name": ({"project_name": "shop\n"}, "small letters", "-d project_name="),
    "a reserved name": ({"project_name": "nul"}, "that name is taken", "-d project_name="),
    "a reserved port": ({"project_name": "com1"}, "that name is taken", "-d project_name="),
    "our own package": ({"project_name": "app"}, "that name is taken", "-d project_name="),
    "no address": ({"contact": "me"}, "use an e-mail address", "-d contact="),
    "two addresses": ({"contact": "a@b.c\nd@e.f"}, "use an e-mail address", "-d contact="),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_question_does_not_take_is_refused_with_the_reason(
    template: OpenTemplate, name: str
) -> None:
    given, reason, hint = REFUSED[name]

    with pytest.raises(AnswerRefused, match=reason) as refusal:
        fill(make_form(template, **given), take_default)

    assert hint in refusal.value.hint


@pytest.mark.parametrize("word", ["databse=x", "Database=x", "=x", "_src_path=x", "\x1b=x"])
def test_an_unknown_option_is_refused(template: OpenTemplate, word: str) -> None:
    with pytest.raises(UnknownName):
        read_flag(template.catalog, word)


def test_the_nearest_name_is_proposed(template: OpenTemplate) -> None:
    with pytest.raises(UnknownName) as refusal:
        read_flag(template.catalog, "databse=sqlite")

    assert refusal.value.hint == "Did you mean database?"


@pytest.mark.parametrize("name", ["preset", "policy", "source", "release", "layer", "menu"])
def test_what_is_worked_out_cannot_be_given(template: OpenTemplate, name: str) -> None:
    with pytest.raises(UnknownName, match="worked out"):
        read_flag(template.catalog, f"{name}=x")
    with pytest.raises(UnknownName, match="worked out"):
        read_answers(template.catalog, {name: "x"})


def test_the_answers_of_another_project_can_be_taken(template: OpenTemplate) -> None:
    recorded = {"_src_path": "backsmith", "preset": "", "policy": NO_POLICY, "database": "sqlite"}

    assert read_answers(template.catalog, recorded) == {"database": "sqlite"}


def test_a_broken_list_is_refused(template: OpenTemplate) -> None:
    with pytest.raises(AnswerRefused, match="api cannot be"):
        read_flag(template.catalog, "api=[rest")


def test_a_default_follows_an_earlier_answer(template: OpenTemplate) -> None:
    answers = fill(make_form(template, project_name="shop-api"), take_default)

    assert answers.values["owner"] == "The shop-api team"


@pytest.mark.parametrize("api", [["rest", "graphql"], ["graphql", "rest"]])
def test_several_choices_are_recorded_in_the_order_of_the_menu(
    template: OpenTemplate, api: list[str]
) -> None:
    answers = fill(make_form(template, api=api), take_default)

    assert answers.values["api"] == ["rest", "graphql"]


def test_a_choice_named_twice_is_taken_once(template: OpenTemplate) -> None:
    answers = fill(make_form(template, api=["rest", "rest"]), take_default)

    assert answers.values["api"] == ["rest"]
