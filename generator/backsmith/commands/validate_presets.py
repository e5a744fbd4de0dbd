"""`backsmith presets validate`: every fault of every file, a line each."""

import json
from pathlib import Path
from typing import Any

from backsmith.errors import BacksmithError
from backsmith.plain_yaml import read_mapping
from backsmith.presets.document import find_faults
from backsmith.say import flatten, give
from backsmith.template import OpenTemplate, open_template


def validate(names: tuple[str, ...], as_json: bool) -> int:
    """Give what is wrong with each preset, and the exit code: 1 where anything is."""
    template = open_template()
    found = [examine(template, name) for name in names]
    if as_json:
        give(json.dumps({"presets": found}, indent=2))
    else:
        give("\n".join(line for preset in found for line in format_faults(preset)))
    return int(any(preset["errors"] for preset in found))


def examine(template: OpenTemplate, name: str) -> dict[str, Any]:
    """Return one preset with all that is wrong with it, as data."""
    errors = list_faults(template, name)
    preset = {} if errors else {"name": template.find_preset(name).name}
    return {
        "preset": name,
        **preset,
        "errors": [{"message": error.message, "hint": error.hint} for error in errors],
    }


def list_faults(template: OpenTemplate, name: str) -> list[BacksmithError]:
    """Return the faults of a file's form, or else the first of what it says with its bases."""
    try:
        if Path(name).is_file():
            written = read_mapping(Path(name), "a preset")
            if faults := list(find_faults(written, name, template.catalog)):
                return [*faults]
        template.find_preset(name)
    except BacksmithError as error:
        return [error]
    return []


def format_faults(preset: dict[str, Any]) -> list[str]:
    """Return a line for each fault of a preset, or the one that says that it is sound."""
    name = flatten(preset["preset"])
    if not preset["errors"]:
        return [f"{name}: sound, it is called {preset['name']}"]
    return [flatten(f"{name}: {error['message']} {error['hint']}") for error in preset["errors"]]
