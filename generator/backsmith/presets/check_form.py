"""How a check is written: the six kinds of rules, read into their shapes and written again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from backsmith.errors import FileRefused
from backsmith.hints import nearest
from backsmith.presets.checks import (
    Absent,
    Check,
    Contains,
    Lacks,
    Level,
    Managed,
    MinVersion,
    Present,
    Rule,
)
from backsmith.presets.words import (
    explain_entries,
    explain_id,
    explain_keys,
    explain_line,
    explain_path,
    explain_pattern,
    explain_text,
    explain_version,
)
from backsmith.say import join, quote

MOST_CHECKS = 200


@dataclass(frozen=True)
class Kind:
    """How one kind of rule is written.

    Attributes:
        parts: the fields of its mapping with what explains a wrong one; one field is no mapping.
    """

    make: Callable[..., Rule]
    parts: Mapping[str, Callable[[object], str]]

    def fits(self, rule: Rule) -> bool:
        """Return whether `rule` is of this kind."""
        return type(rule) is self.make

    def write(self, rule: Rule) -> Any:
        """Return `rule` as it stands after the kind's name."""
        found = {name: getattr(rule, name) for name in self.parts}
        return found if len(found) > 1 else next(iter(found.values()))

    def explain(self, value: object) -> str:
        """Return why `value` cannot follow the kind's name."""
        if len(self.parts) == 1:
            return next(iter(self.parts.values()))(value)
        return explain_entries(value, self.parts)

    def read(self, value: Any) -> Rule:
        """Return the rule that `value`, which was explained, says."""
        return self.make(**value) if len(self.parts) > 1 else self.make(value)


DATA = (".json", ".toml", ".yaml", ".yml")  # the formats in which a version can be looked up
KINDS: dict[str, Kind] = {
    "absent": Kind(Absent, {"pattern": explain_pattern}),
    "present": Kind(Present, {"pattern": explain_pattern}),
    "managed": Kind(Managed, {"pattern": explain_pattern}),
    "min_version": Kind(
        MinVersion,
        {
            "file": partial(explain_path, endings=DATA),
            "path": explain_keys,
            "version": explain_version,
        },
    ),
    "contains": Kind(Contains, {"file": explain_path, "text": explain_text}),
    "not_contains": Kind(Lacks, {"file": explain_path, "text": explain_text}),
}
ABOUT = ("id", "level", "why", "waivable")


def write_check(check: Check) -> dict[str, Any]:
    """Return `check` as a preset has it, and as it is recorded."""
    name, kind = next((name, kind) for name, kind in KINDS.items() if kind.fits(check.rule))
    about: dict[str, Any] = {"level": str(check.level)}
    if check.why:
        about["why"] = check.why
    if check.waivable:
        about["waivable"] = True
    return {"id": check.id, name: kind.write(check.rule), **about}


def read_checks(written: object, where: str) -> tuple[Check, ...]:
    """Return the checks that `written`, the list of a file called `where`, says.

    Raises:
        FileRefused: one of them breaks the form.
    """
    for fault in find_check_faults(written, where):
        raise fault
    return tuple(map(_read_check, written)) if isinstance(written, list) else ()


def find_check_faults(written: object, where: str) -> Iterator[FileRefused]:
    """Give everything in which a list of checks breaks the form."""
    if not isinstance(written, list) or len(written) > MOST_CHECKS:
        yield FileRefused(
            f"checks of {where}: it takes a list of at most {MOST_CHECKS}.",
            "Write: checks: [{id: no-env, absent: .env}]",
        )
        return
    seen: list[object] = []
    for number, entry in enumerate(written, 1):
        yield from _find_faults(entry, f"check {number} of {where}")
        name = entry.get("id") if isinstance(entry, dict) else None
        if name in seen:
            yield FileRefused(f"checks of {where} has {name} twice.", "Give one another id.")
        seen.append(name or object())


def _find_faults(entry: object, where: str) -> Iterator[FileRefused]:
    """Give what is wrong with one check."""
    if not isinstance(entry, dict) or not all(isinstance(key, str) for key in entry):
        yield FileRefused(f"{where} is no mapping.", "Write: {id: no-env, absent: .env}")
        return
    kinds = [key for key in entry if key in KINDS]
    for key in entry:
        if key not in KINDS and key not in ABOUT:
            yield FileRefused(
                f"{where} has an unknown key {quote(key)}.",
                nearest(key, [*KINDS, *ABOUT]) or f"A check has {join(ABOUT)}, and its kind.",
            )
    if len(kinds) != 1:
        yield FileRefused(
            f"{where} has {join(kinds) if kinds else 'no kind'}.",
            f"Give it one of {join(KINDS, 'or')}.",
        )
        return
    if reason := _explain_about(entry) or KINDS[kinds[0]].explain(entry[kinds[0]]):
        yield FileRefused(f"{where}: {reason}.", "See how a check is written: docs/presets.md")


def _read_check(entry: Mapping[str, Any]) -> Check:
    """Return one check that has no faults."""
    name = next(key for key in entry if key in KINDS)
    about = {key: entry[key] for key in ABOUT if key in entry}
    about["level"] = Level(entry.get("level", Level.ERROR))
    return Check(rule=KINDS[name].read(entry[name]), **about)


def _explain_about(entry: Mapping[str, Any]) -> str:
    """Return what is wrong with a check besides its rule."""
    if reason := explain_id(entry.get("id")):
        return reason
    if entry.get("level", "error") not in list(Level):
        return f"level is {join(Level, 'or')}, not {quote(entry['level'])}"
    if "why" in entry and (reason := explain_line(entry["why"])):
        return f"why {reason}"
    if not isinstance(entry.get("waivable", False), bool):
        return "waivable is true or false"
    return ""
