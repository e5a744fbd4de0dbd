"""The four rules of a preset, each held against the options: answers, lock, allow, require."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from backsmith.catalog import Catalog, Option
from backsmith.errors import FileRefused, UnknownName
from backsmith.hints import find_option, nearest
from backsmith.say import quote


def find_rule_faults(
    place: str, rule: str, entries: object, catalog: Catalog
) -> Iterator[FileRefused]:
    """Give every name in a rule that does not exist, and every value that no answer can be."""
    if not isinstance(entries, dict):
        yield FileRefused(
            f"{rule} of {place} is no mapping.", f"Write: {rule}: {{{catalog.asked[0].name}: ...}}"
        )
        return
    for name, value in entries.items():
        try:
            option = find_option(catalog, str(name))
        except UnknownName as error:
            yield FileRefused(f"{rule} of {place}: {error.message}", error.hint)
            continue
        if reason := EXPLAIN[rule](option, value):
            yield FileRefused(f"{rule} of {place}: {reason}", see(option, value))


def see(option: Option, value: object) -> str:
    """Return the choice that was probably meant, or the command that shows what there is."""
    choices = [choice.value for choice in option.choices]
    values = value if isinstance(value, list) else [value]
    wrong = (v for v in values if isinstance(v, str) and v not in choices)
    meant = next((hint for v in wrong if (hint := nearest(v, choices))), "")
    return meant or f"See what it may be: backsmith options {option.name}"


def _explain_answer(option: Option, value: Any) -> str:
    """Return why `value` cannot be an answer to `option`, as far as its shape goes."""
    values = value if option.several and isinstance(value, list) else [value]
    choices = [choice.value for choice in option.choices]
    wrong = [v for v in values if not isinstance(v, str) or (choices and v not in choices)]
    if wrong or (option.several and not isinstance(value, list)):
        return f"{option.name} cannot be {quote(wrong[0] if wrong else value)}."
    return _explain_repeat(option, values)


def _explain_repeat(option: Option, values: list[str]) -> str:
    """Return which of `values` stands twice."""
    twice = next((v for n, v in enumerate(values) if v in values[:n]), None)
    return f"{option.name} has {quote(twice)} twice." if twice else ""


def _explain_lock(option: Option, value: Any) -> str:
    """Return why `option` cannot be locked to `value`."""
    if not option.is_lockable:
        return f"{option.name} differs from service to service and cannot be locked."
    return _explain_answer(option, value)


def _explain_allow(option: Option, values: Any) -> str:
    """Return why the menu of `option` cannot be narrowed to `values`."""
    if not option.choices:
        return f"{option.name} has no choices to allow."
    if not isinstance(values, list) or not values:
        return f"{option.name} needs a list of the choices that are allowed."
    problems = (_explain_answer(option, [v] if option.several else v) for v in values)
    return next((p for p in problems if p), "") or _explain_repeat(option, values)


def _explain_require(option: Option, values: Any) -> str:
    """Return why `option` cannot be made to contain `values`."""
    if not option.several:
        return f"{option.name} takes one answer: lock it instead."
    return _explain_answer(option, values)


EXPLAIN: Mapping[str, Callable[[Option, Any], str]] = {
    "answers": _explain_answer,
    "lock": _explain_lock,
    "allow": _explain_allow,
    "require": _explain_require,
}
