"""`backsmith options`: every question, its choices, its default and what a preset makes of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from backsmith.answers import Answer, Form, fill, take_default
from backsmith.hints import find_option
from backsmith.say import give
from backsmith.template import open_template


def list_options(name: str | None, preset: str | None, as_json: bool) -> None:
    """Give the option called `name`, or all of them."""
    template = open_template()
    form = template.make_form(template.find_preset(preset), {}, {})
    answers = fill(form, take_default)
    wanted = find_option(template.catalog, name).name if name else None
    shown = [a for a in answers.asked if wanted in (None, a.option.name)]
    found = [describe_option(form, answer, answers.values) for answer in shown]
    if as_json:
        give(json.dumps({"preset": answers.values["preset"], "options": found}, indent=2))
        return
    give("\n\n".join("\n".join(format_option(option)) for option in found))


def describe_option(form: Form, answer: Answer, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return one option as data."""
    option = answer.option
    policy = form.hidden["policy"]
    return {
        "name": option.name,
        "question": option.question,
        "group": form.catalog.find_heading(option),
        "type": "choices" if option.several else "choice" if option.choices else "text",
        "choices": [
            {
                "value": choice.value,
                "label": choice.label,
                "impossible": form.explain_choice(choice, context),
            }
            for choice in option.choices
        ],
        "default": answer.value,
        "required": policy["require"].get(option.name, []),
        "locked": form.is_locked(option),
        "lockable": option.is_lockable,
    }


def format_option(option: Mapping[str, Any]) -> Iterator[str]:
    """Give one option as the lines that a person reads."""
    yield f"{option['name']}: {option['question']}"
    default = option["default"]
    chosen = default if isinstance(default, list) else [default]
    width = max((len(choice["value"]) for choice in option["choices"]), default=0)
    for choice in option["choices"]:
        mark = "*" if choice["value"] in chosen else " "
        reason = f" ({choice['impossible']})" if choice["impossible"] else ""
        yield f"  {mark} {choice['value']:{width}}  {choice['label']}{reason}"
    if not option["choices"]:
        yield f"  * {default}"
    if option["required"]:
        yield f"    must contain: {', '.join(option['required'])}"
