"""A text that a question takes is read back unchanged from every format it is written into."""

import ast
import shlex
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backsmith.presets import NO_PRESET
from backsmith.template import OpenTemplate
from tests.test_lay import HOSTILE

READ_BACK: dict[str, Callable[[str], Any]] = {
    "py": ast.literal_eval,
    "toml": lambda text: tomllib.loads(f"x = {text}\n")["x"],
    "yaml": lambda text: yaml.safe_load(f"- x: {text}\n")[0]["x"],
    "sh": lambda text: shlex.split(f"x {text}")[1],
}


def takes(template: OpenTemplate, text: str) -> bool:
    """Return whether the question of the description takes `text`."""
    option = next(o for o in template.catalog.asked if o.name == "description")
    return not template.make_form(NO_PRESET, {}, {}).explain(option, text, {})


@pytest.mark.parametrize("language", READ_BACK)
@settings(
    max_examples=150,
    deadline=None,
    database=None,  # nothing is written into the checkout
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=60))
@example(text=HOSTILE)
@example(text="\ufffe\uffff\x85\u2028\u202e")
@example(text="'\"\\\"'\\")
def test_a_text_is_read_back_unchanged(template: OpenTemplate, language: str, text: str) -> None:
    macro = f'{{% from "template/quote.jinja" import {language} with context %}}'

    written = template.sandbox.render(f"{macro}{{{{ {language}(text) }}}}", {"text": text})

    if takes(template, text):
        assert READ_BACK[language](written) == text


@pytest.mark.parametrize("text", ["<b>", "[a](b)", "a *b* `c` _d_", "a | b", "# a", "&amp;", "!x"])
def test_no_markup_is_left_in_markdown(template: OpenTemplate, text: str) -> None:
    macro = '{% from "template/quote.jinja" import md with context %}{{ md(text) }}'

    written = template.sandbox.render(macro, {"text": text})

    bare = [c for before, c in zip(" " + written, written, strict=False) if before != "\\"]
    assert not set("<>[]*`_|#&!") & set(bare)
    assert written.replace("\\", "") == text
