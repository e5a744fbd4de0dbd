"""How two policies differ, in sentences: what arrived, what went, what became stricter."""

from collections.abc import Iterator, Mapping
from typing import Any

from backsmith.presets.checks import Check
from backsmith.presets.policy import list_policy_checks
from backsmith.say import flatten, join

Policy = Mapping[str, Any]


def compare(old: Policy, new: Policy) -> list[str]:
    """Return how the policy changed from `old` to `new`; nothing where both say the same.

    Both are policies in form: `read_policy` holds a recorded one to it.
    """
    found = [*_compare_locks(old["lock"], new["lock"]), *_compare_allowed(old, new)]
    found += [*_compare_required(old["require"], new["require"]), *_compare_range(old, new)]
    found += _compare_checks(list_policy_checks(old), list_policy_checks(new))
    return [flatten(line) for line in found]


def say(value: Any, word: str = "and") -> str:
    """Return one choice, or several, as a sentence has them."""
    return (join(value, word) if value else "nothing") if isinstance(value, list) else str(value)


def _compare_locks(old: Policy, new: Policy) -> Iterator[str]:
    """Give what became of each lock."""
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"{name} is locked to {say(new[name])} now."
        elif name not in new:
            yield f"{name} is no longer locked to {say(old[name])}."
        elif old[name] != new[name]:
            yield f"{name} is locked to {say(new[name])} now, no longer to {say(old[name])}."


def _compare_allowed(old: Policy, new: Policy) -> Iterator[str]:
    """Give what became of each list of choices that are allowed."""
    for name in sorted({*old["allow"], *new["allow"]}):
        before, now = old["allow"].get(name), new["allow"].get(name)
        if now is None:
            yield f"{name} may be any choice now, no longer only {say(before, 'or')}."
        elif before is None:
            yield f"{name} may only be {say(now, 'or')} now."
        elif gone := [value for value in before if value not in now]:
            yield f"{name} may no longer be {say(gone, 'or')}, only {say(now, 'or')}."
        elif set(now) - set(before):
            yield f"{name} may be {say([v for v in now if v not in before])} now, too."


def _compare_required(old: Policy, new: Policy) -> Iterator[str]:
    """Give what became of each list of choices that are required."""
    for name in sorted({*old, *new}):
        before, now = old.get(name, []), new.get(name, [])
        if came := [value for value in now if value not in before]:
            yield f"{name} must contain {say(came)} now."
        if gone := [value for value in before if value not in now]:
            yield f"{name} need no longer contain {say(gone)}."


def _compare_range(old: Policy, new: Policy) -> Iterator[str]:
    """Give what became of the template's versions."""
    before, now = (policy.get("template", "of any version") for policy in (old, new))
    if before != now:
        yield f"It is for a template {now} now, no longer {before}."


def _compare_checks(old: tuple[Check, ...], new: tuple[Check, ...]) -> Iterator[str]:
    """Give what became of each check."""
    before, now = ({check.id: check for check in checks} for checks in (old, new))
    for name in sorted({*before, *now}):
        if name not in before:
            yield f"The check {name} is new, and its level is {now[name].level}."
        elif name not in now:
            yield f"The check {name} is gone."
        else:
            yield from _compare_check(before[name], now[name])


def _compare_check(old: Check, new: Check) -> Iterator[str]:
    """Give what became of one check; another `why` changes nothing."""
    if old.rule != new.rule:
        yield f"The check {new.id} asks for something else now."
    if old.level != new.level:
        yield f"The level of the check {new.id} is {new.level} now, no longer {old.level}."
    if old.waivable != new.waivable:
        yield f"The check {new.id} can {'now' if new.waivable else 'no longer'} be waived."
