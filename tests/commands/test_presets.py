"""`backsmith presets` lists the built-in standards, and shows what one says."""

import json

from tests.conftest import Command


def test_the_built_in_presets_are_listed_with_what_they_are_for(backsmith: Command) -> None:
    lines = backsmith("presets").data.splitlines()

    assert [line.split()[0] for line in lines] == ["quickstart", "startup"]


def test_one_preset_is_shown_rule_by_rule(backsmith: Command) -> None:
    assert "  locks database: postgresql\n" in backsmith("presets", "startup").data


def test_presets_are_data_too(backsmith: Command) -> None:
    (preset,) = json.loads(backsmith("presets", "quickstart", "--json").data)["presets"]

    assert preset["answers"] == {"database": "sqlite", "ci": "none"}
    assert preset["lock"] == {}


def test_an_unknown_preset_is_an_error(backsmith: Command) -> None:
    assert backsmith("presets", "quickstrat").code == 1
