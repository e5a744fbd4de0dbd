"""`backsmith options` lists every question with its choices, and what a preset makes of it."""

import json
from pathlib import Path

from tests.conftest import Command


def test_every_option_is_listed_with_its_choices_and_default(backsmith: Command) -> None:
    done = backsmith("options", "--json")

    options = {option["name"]: option for option in json.loads(done.data)["options"]}
    database = options["database"]
    assert done.code == 0
    assert database["type"] == "choice"
    assert [choice["value"] for choice in database["choices"]] == [
        "postgresql",
        "mariadb",
        "sqlite",
    ]
    assert database["default"] == "postgresql"
    assert database["question"].endswith("?")
    assert options["api"]["type"] == "choices"
    assert options["api"]["default"] == ["rest"]
    assert options["description"]["type"] == "text"


def test_a_person_reads_names_choices_and_reasons(backsmith: Command) -> None:
    done = backsmith("options", "license")

    assert done.data.splitlines() == [
        "license: Who may use the code?",
        "  * proprietary  Only its owner, all rights reserved",
        "    mit          Everybody, under the MIT licence",
        "    apache       Everybody, under the Apache licence 2.0",
    ]


def test_a_preset_shows_what_it_forbids_and_why(backsmith: Command) -> None:
    done = backsmith("options", "database", "--preset", "startup", "--json")

    (database,) = json.loads(done.data)["options"]
    reasons = {choice["value"]: choice["impossible"] for choice in database["choices"]}
    assert database["locked"] is True
    assert reasons["postgresql"] == ""
    assert reasons["sqlite"] == "locked to postgresql by preset startup"


def test_an_unknown_option_is_answered_with_the_nearest(backsmith: Command) -> None:
    done = backsmith("options", "licence")

    assert done.code == 1
    assert "Did you mean license?" in done.talk


def test_what_is_required_is_said(backsmith: Command, tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text("apiVersion: 1\nname: team\nrequire: {api: [rest]}\n")

    assert "must contain: rest" in backsmith("options", "api", "--preset", "team.yml").data
