"""Our own renderer writes what copier writes, byte for byte, or leaves the template to copier.

`test_single_changes.py` compares every single change too.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from copier import Settings, run_copy

from backsmith.answers import fill, take_default
from backsmith.catalog import Unfamiliar, read_catalog
from backsmith.errors import BacksmithError, RenderFailed
from backsmith.lay import lay, make_plan
from backsmith.presets import NO_PRESET
from backsmith.sandbox import Sandbox
from backsmith.template import OpenTemplate
from tests.conftest import SETTINGS, list_files
from tests.laws.house import NEVER_ALONE
from tests.test_presets import TEAM

HOSTILE = """a "b" 'c' \\ $(id) `id` {{ 7*7 }} {% raw %} ${HOME} # x: [y] <b>&amp; é 🚀 %s \\n"""


def single_changes(template: OpenTemplate) -> Iterator[dict[str, Any]]:
    """Give the default answers, then every choice that differs from them, alone."""
    defaults = fill(template.make_form(NO_PRESET, {}, {}), take_default).values
    yield {}
    for option in template.catalog.asked:
        for choice in option.choices:
            value: Any = [choice.value] if option.several else choice.value
            if choice.value in NEVER_ALONE:
                value = [*defaults[option.name], choice.value]
            if value != defaults[option.name]:
                yield {option.name: value}


def random_answers(template: OpenTemplate, seed: int) -> dict[str, Any]:
    """Return a choice of each option, at random but the same for each seed."""
    chance = random.Random(seed)
    given: dict[str, Any] = {
        "project_name": f"shop-{seed}",
        "description": HOSTILE,
        "owner": HOSTILE[:90],
    }
    for option in template.catalog.asked:
        if option.several:
            first, *others = (choice.value for choice in option.choices)
            given[option.name] = [first, *(value for value in others if chance.random() < 0.5)]
        elif option.choices:
            given[option.name] = chance.choice(option.choices).value
    return given


def assert_same(
    template: OpenTemplate, given: dict[str, Any], preset: str | None, folder: Path
) -> None:
    """Render `given` both ways and compare every path, mode and byte."""
    form = template.make_form(template.find_preset(preset), given, {})
    answers = fill(form, take_default)
    (folder / "ours").mkdir()

    lay(make_plan(template.catalog, template.sandbox, answers), folder / "ours")
    run_copy(
        str(template.release.root), folder / "theirs",
        data={**given, **form.hidden, "project_name": answers.values["project_name"]},
        user_defaults=dict(form.suggested), defaults=True, quiet=True, settings=Settings(),
    )  # fmt: skip

    ours, theirs = list_files(folder / "ours"), list_files(folder / "theirs")
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


@pytest.mark.parametrize("seed", range(3))
def test_hostile_answers_are_laid_as_copier_renders_them(
    template: OpenTemplate, seed: int, tmp_path: Path
) -> None:
    assert_same(template, random_answers(template, seed), None, tmp_path)


def test_a_preset_is_laid_as_copier_renders_it(template: OpenTemplate, tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text(TEAM)

    assert_same(template, {}, str(tmp_path / "team.yml"), tmp_path)


BEYOND = {
    "a pattern": ("_exclude: ['*.md']", "a.txt", "text"),
    "a pattern from a template": ("_exclude: ['{{ x }}']", "a.txt", "text"),
    "a filter": ("_exclude: []", "a.txt.jinja", "{{ 'x' | hash }}"),
    "more arguments": ("_exclude: []", "a.txt.jinja", "{{ 'x' | regex_search('(x)', '\\\\1') }}"),
    "a yield": ("_exclude: []", "{% yield i from [1, 2] %}{{ i }}{% endyield %}.txt", "text"),
    "a configuration": ("_exclude: []", "a.txt.jinja", "{{ _copier_conf.dst_path }}"),
    "a path in a name": ("_exclude: []", "{{ 'a' ~ _copier_conf.sep ~ 'b' }}.txt", "text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BEYOND)
def test_what_only_copier_can_is_left_to_it(name: str, tmp_path: Path) -> None:
    settings, file, text = BEYOND[name]
    (tmp_path / "template").mkdir()
    (tmp_path / "template" / file).write_text(text)
    (tmp_path / "copier.yml").write_text(SETTINGS + settings)
    catalog = read_catalog(tmp_path)
    sandbox = Sandbox(tmp_path)
    form = template_form(catalog, sandbox)

    with pytest.raises(Unfamiliar):
        lay(make_plan(catalog, sandbox, fill(form, take_default)), make(tmp_path / "out"))


def template_form(catalog: Any, sandbox: Sandbox) -> Any:
    """Return the questions of a small template under no preset."""
    from backsmith.answers import NO_POLICY, Form

    return Form(catalog, sandbox, hidden={"policy": NO_POLICY, "preset": ""})


def make(folder: Path) -> Path:
    """Return `folder`, made."""
    folder.mkdir()
    return folder


def test_our_own_template_never_needs_copier(template: OpenTemplate, tmp_path: Path) -> None:
    for number, given in enumerate(single_changes(template)):
        answers = fill(template.make_form(NO_PRESET, given, {}), take_default)
        try:
            lay(
                make_plan(template.catalog, template.sandbox, answers), make(tmp_path / str(number))
            )
        except (Unfamiliar, BacksmithError) as error:
            pytest.fail(f"{given}: {error}")


def test_two_layers_that_write_one_file_are_refused(tmp_path: Path) -> None:
    for layer in ("{{ '.' }}", "{{ '' }}.", "."):
        (tmp_path / "template" / layer).mkdir(parents=True, exist_ok=True)
        (tmp_path / "template" / layer / "a.txt").write_text("text")
    (tmp_path / "copier.yml").write_text(f"{SETTINGS}_exclude: []")
    catalog = read_catalog(tmp_path)
    sandbox = Sandbox(tmp_path)

    with pytest.raises(RenderFailed, match=r"Two layers write a\.txt"):
        make_plan(catalog, sandbox, fill(template_form(catalog, sandbox), take_default))
