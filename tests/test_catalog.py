"""`copier.yml` is read as copier reads it, and what ours does not know is said to be unfamiliar."""

from pathlib import Path

import pytest
import yaml

from backsmith.catalog import Unfamiliar, read_catalog
from backsmith.template import OpenTemplate
from tests.conftest import SETTINGS

HEAD = f"{SETTINGS}_exclude: [a]\n---\n_exclude: [b]\n"
UNFAMILIAR = {
    "other options of Jinja": "---\n_envops: {trim_blocks: true}",
    "a task": "_tasks: [ls]",
    "an extension": "_jinja_extensions: [x.Y]",
    "an attribute": "one: {type: str, secret: true}",
    "a misspelled attribute": "one: {type: str, defualt: x}",
    "another type": "one: {type: int, default: 1}",
    "a short question": "one: yes",
    "choices from a template": "one: {type: str, choices: '{{ x }}'}",
    "a choice that is a number": "one: {type: str, choices: {One: 1}}",
    "an include outside": "---\n!include ../other.yml",
    "an include of many": "---\n!include '*.yml'",
    "a list of texts": "---\n[a, b]",
    "broken YAML": "one: [",
}


@pytest.mark.parametrize("name", UNFAMILIAR)
def test_what_only_copier_knows_is_unfamiliar(name: str, tmp_path: Path) -> None:
    (tmp_path / "copier.yml").write_text(HEAD + UNFAMILIAR[name])

    with pytest.raises(Unfamiliar):
        read_catalog(tmp_path)


def test_settings_of_several_documents_are_joined(tmp_path: Path) -> None:
    (tmp_path / "copier.yml").write_text(HEAD)

    assert read_catalog(tmp_path).settings["exclude"] == ["a", "b"]


def test_every_question_stands_under_a_heading(template: OpenTemplate) -> None:
    catalog = template.catalog
    menu = next(option.default for option in catalog.options if option.name == "menu")

    assert [name for names in menu.values() for name in names] == [o.name for o in catalog.asked]


def test_what_a_service_is_called_cannot_be_locked_and_all_else_can(template: OpenTemplate) -> None:
    free = [option.name for option in template.catalog.asked if not option.is_lockable]

    assert free == ["project_name", "description"]


def test_every_option_of_the_file_is_read_in_its_order(template: OpenTemplate) -> None:
    layers = template.catalog.root / "template"
    written = [
        name for path in layers.glob("*/question.yml") for name in yaml.safe_load(path.read_text())
    ]

    assert sorted(written) == sorted(option.name for option in template.catalog.asked)
