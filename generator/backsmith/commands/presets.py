"""`backsmith presets list | show`: the built-in standards, or what one of them says."""

import json

from backsmith.commands.completion import list_names
from backsmith.presets.wording import collect_preset, format_origin, format_preset
from backsmith.say import give
from backsmith.template import open_template


def list_all(as_json: bool) -> None:
    """Give the built-in presets with what each is for."""
    template = open_template()
    found = [template.find_preset(name) for name in list_names()]
    if as_json:
        give(json.dumps({"presets": [collect_preset(preset) for preset in found]}, indent=2))
        return
    width = max(len(preset.name) for preset in found)
    give("\n".join(f"{preset.name:{width}}  {preset.description}" for preset in found))


def show(name: str, as_json: bool) -> None:
    """Give all that one preset says, with what it extends."""
    preset = open_template().find_preset(name)
    if as_json:
        give(json.dumps({"presets": [collect_preset(preset)]}, indent=2))
    else:
        give("\n".join([*format_preset(preset), *format_origin(preset)]))
