"""The JSON Schema of presets, for editors: made from the options of `copier.yml`."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from backsmith.catalog import Catalog, Option
from backsmith.presets.address import BUILT_IN, FOLDER, HOST, REF, USER
from backsmith.presets.check_form import DATA, KINDS, MOST_CHECKS
from backsmith.presets.checks import Level
from backsmith.presets.document import API_VERSION, MOST_BASES
from backsmith.presets.words import LONGEST, MOST_SIGNS, MOST_SIGNS_IN_PART, NAME, RANGE, VERSION

Schema = dict[str, Any]
# What `str.isprintable` refuses, as far as a pattern of JavaScript says it.
CONTROL = (
    r"\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\ud800-\uf8ff\ufeff\ufff0-\ufffb\ufffe\uffff"
)
LINE: Schema = {
    "type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": rf"^[^{CONTROL}]*$(?!\n)",
}  # fmt: skip
PATTERN = (
    r"^(?![~!-])(?!(?:.*/)?(?:\.{0,2}|\.[gG][iI][tT])(?:/|$))(?!.*[^/]\*\*)(?!.*\*\*[^/])"
    rf"(?!(?:[^*?]*[*?]){{{MOST_SIGNS + 1}}})"
    rf"(?!(?:.*/)?(?:[^/*?]*[*?]){{{MOST_SIGNS_IN_PART + 1}}})[^{CONTROL}\\\[\]{{}}:]+$(?!\n)"
)


def write_schema(catalog: Catalog) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(make_schema(catalog), indent=2, ensure_ascii=True) + "\n"


def make_schema(catalog: Catalog) -> Schema:
    """Return the schema of a preset for the options of `catalog`."""
    lockable = [option for option in catalog.asked if option.is_lockable]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A preset of backsmith: a team's standard",
        **close(
            {
                "apiVersion": {"const": API_VERSION},
                "name": {**LINE, "description": "By what projects name it."},
                "description": {**LINE, "description": "What it is for, in a line."},
                "extends": make_extends(),
                "answers": make_rule(catalog.asked, "Proposed, and may be changed.", make_answer),
                "lock": make_rule(lockable, "Not asked, and cannot be changed.", make_answer),
                "allow": make_rule(
                    [option for option in catalog.asked if option.choices],
                    "The only choices that may be taken; the first is proposed.",
                    make_allowed,
                ),
                "require": make_rule(
                    [option for option in catalog.asked if option.several],
                    "What an option that takes several choices must contain.",
                    make_answer,
                ),
                "template": {
                    "type": "string",
                    "description": "The versions of the template that it is for.",
                    "maxLength": LONGEST,
                    "pattern": rf"^{RANGE}( ?, ?{RANGE}){{0,9}}$(?!\n)",
                },
                "checks": {
                    "type": "array",
                    "description": "What `backsmith check` holds a repository to.",
                    "maxItems": MOST_CHECKS,
                    "items": make_check(),
                },
            },
            "apiVersion",
            "name",
        ),
    }


def close(properties: Schema, *required: str) -> Schema:
    """Return a mapping that has these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def make_extends() -> Schema:
    """Return the schema of the addresses of presets."""
    part = rf"[^{CONTROL}\\@*?\[\]{{}}:/]+"
    name = rf"{part}(/{part})*\.ya?ml"
    host = rf"(https://{HOST.pattern}|ssh://({USER.pattern})?{HOST.pattern}|file://)"
    git = rf"git\+{host}{FOLDER.pattern}//{name}@{REF.pattern}"
    plain = r"(?!.*(^|[^:]/)\.\./)(?!.*/\.git/)(?!.*(\.lock|\.\.|/|\.)$)"
    plain += r"(?!git.*\.ya?ml@.*(\.\.|//|/\.))"
    return {
        "type": "array",
        "description": "The presets that it builds on, the later over the earlier.",
        "maxItems": MOST_BASES,
        "items": {
            "type": "string",
            "maxLength": LONGEST,
            "pattern": rf"^{plain}(\./{name}|{BUILT_IN}{NAME}|{git})$(?!\n)",
        },
    }


def make_rule(
    options: Iterable[Option], description: str, make_value: Callable[[Option], Schema]
) -> Schema:
    """Return the schema of a rule: what may be said of each of `options`."""
    values = {
        option.name: {"description": option.question, **make_value(option)} for option in options
    }
    return {"description": description, **close(values)}


def make_answer(option: Option) -> Schema:
    """Return the schema of an answer to `option`."""
    if not option.choices:
        return {"type": "string"}
    choice = {"enum": [choice.value for choice in option.choices]}
    return {"type": "array", "items": choice, "uniqueItems": True} if option.several else choice


def make_allowed(option: Option) -> Schema:
    """Return the schema of the choices that are allowed."""
    choice = {"enum": [choice.value for choice in option.choices]}
    return {"type": "array", "items": choice, "uniqueItems": True, "minItems": 1}


def make_check() -> Schema:
    """Return the schema of a check: what every one has, and exactly one kind."""
    about = {
        "id": {"type": "string", "pattern": rf"^{NAME}$(?!\n)"},
        "level": {"enum": [str(level) for level in Level], "default": str(Level.ERROR)},
        "why": {**LINE, "description": "The reason, shown with each finding."},
        "waivable": {"type": "boolean", "default": False},
    }
    kinds = {name: KIND_SCHEMAS[name] for name in KINDS}
    return {
        **close({**about, **kinds}, "id"),
        "oneOf": [{"required": [name]} for name in kinds],
    }


FILES: Schema = {"type": "string", "maxLength": LONGEST, "pattern": PATTERN}
FILE: Schema = {**FILES, "pattern": PATTERN.replace("^", "^(?!.*[*?])", 1)}
DATA_FILE: Schema = {
    **FILE,
    "allOf": [{"pattern": rf"({'|'.join(map(re.escape, DATA))})$(?!\n)"}],
}
TEXT_IN_FILE = close({"file": FILE, "text": LINE}, "file", "text")
KIND_SCHEMAS: dict[str, Schema] = {
    "absent": {**FILES, "description": "No file of the repository lies there."},
    "present": {**FILES, "description": "A file lies there."},
    "managed": {**FILES, "description": "What lies there is as the template renders it."},
    "min_version": {
        "description": "A value in a file asks for at least this version.",
        **close(
            {
                "file": DATA_FILE,
                "path": {**LINE, "pattern": rf"^[^{CONTROL}.]+(\.[^{CONTROL}.]+)*$(?!\n)"},
                "version": {"type": "string", "pattern": rf"^{VERSION}$(?!\n)"},
            },
            *("file", "path", "version"),
        ),
    },
    "contains": {"description": "A line of a file contains this text.", **TEXT_IN_FILE},
    "not_contains": {"description": "No line of a file contains this text.", **TEXT_IN_FILE},
}
