"""The summary names every answer with its reason, and what the answers bring."""

from pathlib import Path

import pytest

from backsmith.answers import fill, take_default
from backsmith.lay import make_plan
from backsmith.presets import NO_PRESET
from backsmith.summary import describe, wrap
from backsmith.template import OpenTemplate


def test_every_answer_its_reason_and_what_it_brings_is_named(template: OpenTemplate) -> None:
    form = template.make_form(NO_PRESET, {"database": "mariadb", "owner": "Acme"}, {})
    answers = fill(form, take_default)
    plan = make_plan(template.catalog, template.sandbox, answers)

    text = "\n".join(describe(form, answers, plan, Path("/srv/shop")))

    assert "database      mariadb  MariaDB, where the team already runs it; given" in text
    assert "api           rest  REST, described by OpenAPI; default" in text
    assert all(option.name in text for option in template.catalog.asked)
    assert f"{len(plan.pieces)} files" in text
    assert "GitHub Actions" in text


def test_a_long_line_is_wrapped_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")

    assert wrap("one two three four five") == ["  - one two three", "    four five"]
