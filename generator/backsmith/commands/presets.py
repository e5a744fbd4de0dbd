"""`backsmith presets`: the built-in standards, or what one of them says."""

import json

from backsmith.commands.completion import list_names
from backsmith.presets import Preset
from backsmith.say import give
from backsmith.template import open_template


def show_presets(name: str | None, as_json: bool) -> None:
    """Give the preset called `name`, or all that are built in."""
    template = open_template()
    found = [template.find_preset(n) for n in ([name] if name else list_names())]
    if as_json:
        give(json.dumps({"presets": [collect(preset) for preset in found]}, indent=2))
    elif name:
        give("\n".join(format_preset(found[0])))
    else:
        width = max(len(preset.name) for preset in found)
        give("\n".join(f"{preset.name:{width}}  {preset.description}" for preset in found))


def collect(preset: Preset) -> dict[str, object]:
    """Return a preset as data."""
    return {
        "name": preset.name,
        "description": preset.description,
        "answers": dict(preset.answers),
        **preset.policy,
    }


def format_preset(preset: Preset) -> list[str]:
    """Return a preset as the lines that a person reads."""
    words = {"answers": "proposes", "lock": "locks", "allow": "allows", "require": "requires"}
    lines = [f"{preset.name}: {preset.description}"]
    for rule, entries in {"answers": preset.answers, **preset.policy}.items():
        for option, value in entries.items():
            values = ", ".join(value) if isinstance(value, list) else value
            lines.append(f"  {words[rule]} {option}: {values}")
    return lines
