"""The JSON Schema for editors is that of the options, and refuses what the reader refuses."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from backsmith.errors import BacksmithError
from backsmith.presets import list_presets
from backsmith.presets.document import find_faults
from backsmith.presets.schema import make_schema, write_schema
from backsmith.template import OpenTemplate
from tests.conftest import ROOT
from tests.laws.house import House
from tests.presets import test_address, test_chain, test_check_form
from tests.presets.test_check_form import WRITTEN

SHA = "0123456789abcdef0123456789abcdef01234567"
HEAD: dict[str, Any] = {"apiVersion": 1, "name": "acme"}
GOOD: list[dict[str, Any]] = [
    HEAD,
    {**HEAD, "description": "Größer, 你好"},
    {**HEAD, "extends": ["builtin:startup", "./base.yml", "./sub/base.yaml", *test_address.GOOD]},
    {**HEAD, "answers": {"project_name": "a", "api": ["rest"], "ci": "none"}},
    {**HEAD, "lock": {"owner": "Acme", "database": "sqlite"}},
    {**HEAD, "allow": {"license": ["mit"], "api": ["rest"]}, "require": {"api": ["rest"]}},
    *({**HEAD, "template": text} for text in (">=0.2,<1", "==0.2.*", "~=1.0", ">= 1, < 2")),
    {**HEAD, "checks": WRITTEN},
]
BAD: dict[str, dict[str, Any]] = {
    "no name": {"apiVersion": 1},
    "another version": {**HEAD, "apiVersion": 2},
    "a version as text": {**HEAD, "apiVersion": "1"},
    "a version that is true": {**HEAD, "apiVersion": True},
    "a key": {**HEAD, "locks": {}},
    "hooks": {**HEAD, "hooks": {}},
    "a name of two lines": {**HEAD, "name": "a\nb"},
    "a name with a line's end": {**HEAD, "name": "a\n"},
    "an empty name": {**HEAD, "name": ""},
    "a long name": {**HEAD, "name": "a" * 201},
    "a number as name": {**HEAD, "name": 1},
    "a description that a terminal obeys": {**HEAD, "description": "\x1b[2J"},
    "a description that turns round": {**HEAD, "description": "\u202e"},
    "a base alone": {**HEAD, "extends": "./base.yml"},
    "too many bases": {**HEAD, "extends": ["./base.yml"] * 11},
    "an unknown option": {**HEAD, "lock": {"databse": "sqlite"}},
    "an unknown choice": {**HEAD, "answers": {"database": "mysql"}},
    "a hidden option": {**HEAD, "answers": {"policy": {}}},
    "a layer": {**HEAD, "answers": {"layer": {}}},
    "a name for all": {**HEAD, "lock": {"project_name": "a"}},
    "a text to allow": {**HEAD, "allow": {"owner": ["me"]}},
    "nothing to allow": {**HEAD, "allow": {"database": []}},
    "one to allow": {**HEAD, "allow": {"database": "sqlite"}},
    "one twice": {**HEAD, "allow": {"database": ["sqlite", "sqlite"]}},
    "more of one": {**HEAD, "require": {"database": ["sqlite"]}},
    "one of several": {**HEAD, "require": {"api": "rest"}},
    "several of one": {**HEAD, "lock": {"ci": ["none"]}},
    "a rule in a list": {**HEAD, "lock": ["ci"]},
    **{
        f"the range {text!r}": {**HEAD, "template": text}
        for text in ("0.2", "", ">=", ">=0.2;<1", ">=0.2\n", ">=a", "latest")
    },
    "a number as range": {**HEAD, "template": 1},
    **{
        f"the check {name}": {**HEAD, "checks": written}
        for name, (written, _) in test_check_form.WRONG.items()
        if name not in ("an id twice", "a key that is no text")  # no schema says that
    },
    **{f"the path {p!r}": {**HEAD, "checks": [{"id": "a", "absent": p}]}
       for p in test_check_form.PATHS},
}  # fmt: skip
ADDRESSES = [*test_address.BAD, *test_address.SECRET, *test_chain.ESCAPES, "builtin:A", "builtin:"]


@pytest.fixture(scope="module")
def validator(template: OpenTemplate) -> jsonschema.Draft202012Validator:
    """What holds data to the schema."""
    return jsonschema.Draft202012Validator(make_schema(template.catalog))


def test_the_schema_is_a_schema(template: OpenTemplate) -> None:
    jsonschema.Draft202012Validator.check_schema(make_schema(template.catalog))


def test_the_schema_in_the_documents_is_that_of_the_command(template: OpenTemplate) -> None:
    assert (ROOT / "docs/preset.schema.json").read_text() == write_schema(template.catalog)


def test_the_schema_has_every_option_and_choice_of_copier_yml(template: OpenTemplate) -> None:
    rules = make_schema(template.catalog)["properties"]
    questions = House(ROOT).questions
    lockable = {name for name, asked in questions.items() if "ask" in asked}
    choices = {name: asked for name, asked in questions.items() if "choices" in asked}

    assert set(rules["answers"]["properties"]) == set(questions)
    assert set(rules["lock"]["properties"]) == lockable
    assert set(rules["allow"]["properties"]) == set(choices)
    assert set(rules["require"]["properties"]) == {
        name for name, asked in choices.items() if asked.get("multiselect")
    }
    for name, asked in choices.items():
        values = [choice["value"] for choice in asked["choices"].values()]
        assert rules["allow"]["properties"][name]["items"]["enum"] == values


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_what_the_reader_takes_the_schema_takes(
    template: OpenTemplate, validator: jsonschema.Draft202012Validator, number: int
) -> None:
    assert list(find_faults(GOOD[number], "a.yml", template.catalog)) == []
    assert [error.message for error in validator.iter_errors(GOOD[number])] == []


@pytest.mark.parametrize("name", BAD)
def test_what_the_reader_refuses_the_schema_refuses(
    template: OpenTemplate, validator: jsonschema.Draft202012Validator, name: str
) -> None:
    assert list(find_faults(BAD[name], "a.yml", template.catalog)) != []
    assert not validator.is_valid(BAD[name])


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_the_reader_refuses_the_schema_refuses(
    template: OpenTemplate,
    validator: jsonschema.Draft202012Validator,
    address: str,
    tmp_path: Path,
) -> None:
    written = {**HEAD, "extends": [address]}
    (tmp_path / "team.yml").write_text(json.dumps(written))

    with pytest.raises(BacksmithError):
        template.find_preset(str(tmp_path / "team.yml"))

    assert not validator.is_valid(written)


def test_every_built_in_preset_keeps_the_schema_and_names_it(
    template: OpenTemplate, validator: jsonschema.Draft202012Validator
) -> None:
    for path in list_presets(ROOT / "presets"):
        text = path.read_text()
        assert validator.is_valid(yaml.safe_load(text))
        assert text.startswith("# yaml-language-server: $schema=../docs/preset.schema.json\n")


@pytest.mark.slow
def test_another_validator_of_schemas_agrees(tmp_path: Path) -> None:
    checker = shutil.which("check-jsonschema")
    assert checker, "run it with the group validators: make slow"
    schema = str(ROOT / "docs/preset.schema.json")

    def find_invalid(written: list[dict[str, Any]]) -> set[int]:
        names = [str(tmp_path / f"{number}.json") for number in range(len(written))]
        for name, data in zip(names, written, strict=True):
            Path(name).write_text(json.dumps(data))
        command = [checker, "--output-format", "json", "--schemafile", schema, *names]
        done = subprocess.run(command, capture_output=True, timeout=120)
        return {int(Path(error["filename"]).stem) for error in json.loads(done.stdout)["errors"]}

    subprocess.run([checker, "--check-metaschema", schema], check=True, timeout=60)
    assert find_invalid(GOOD) == set()
    assert find_invalid([*BAD.values()]) == set(range(len(BAD)))
