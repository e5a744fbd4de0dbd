"""Options by their names, and what to say when somebody has mistyped one."""

from typing import Any

from backsmith.catalog import Catalog, Option
from backsmith.errors import UnknownName
from backsmith.say import quote


def find_option(catalog: Catalog, name: str) -> Option:
    """Return the option called `name`, if a person may answer it.

    Raises:
        UnknownName: there is none, or its value is worked out.
    """
    option = next((o for o in catalog.options if o.name == name), None)
    if option is None:
        names = [o.name for o in catalog.asked]
        raise UnknownName(
            f"There is no option {quote(name)}.",
            nearest(name, names) or "See them all: backsmith options",
        )
    if option.is_hidden:
        raise UnknownName(
            f"{name} is worked out, nobody gives it.",
            "Give a team's standard with --preset, and answers by the names of: backsmith options",
        )
    return option


def nearest(name: str, names: list[str]) -> str:
    """Return a hint with the name that was probably meant, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else ""


def hint_for(option: Option, value: Any = None) -> str:
    """Return how `option` may be answered, by what was wrong with `value`."""
    if isinstance(value, bool | int | float):
        return f'Put it in quotes: {option.name}: "{value}"'
    if not option.choices:
        return f"Give another one: -d {option.name}=..."
    values = [choice.value for choice in option.choices]
    if option.several and value in values:
        return f'Write it as a list: -d "{option.name}=[{value}]"'
    close = nearest(value, values) if isinstance(value, str) else ""
    return close or f"See what it may be, and why: backsmith options {option.name}"
