"""One file of a preset, read and held to its form; what it extends is not looked at here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backsmith.catalog import Catalog
from backsmith.errors import FileRefused
from backsmith.hints import nearest
from backsmith.plain_yaml import take_mapping
from backsmith.presets.check_form import find_check_faults, read_checks
from backsmith.presets.checks import Check
from backsmith.presets.rules import EXPLAIN, find_rule_faults
from backsmith.presets.words import explain_line, explain_range
from backsmith.say import join, quote

API_VERSION = 1
RULES = tuple(EXPLAIN)
KEYS = ("apiVersion", "name", "description", "extends", *RULES, "template", "checks")
MOST_BASES = 10  # that one file may extend


@dataclass(frozen=True)
class Document:
    """What one file says.

    Attributes:
        place: how errors name the file.
        extends: the addresses of the presets that it builds on, as they are written.
        rules: `answers`, `lock`, `allow` and `require`: option name to what is said of it.
        template: the range of template versions that it is for; empty: any.
    """

    place: str
    name: str
    description: str
    extends: tuple[str, ...]
    rules: Mapping[str, Mapping[str, Any]]
    template: str
    checks: tuple[Check, ...]


def read_document(content: bytes, place: str, catalog: Catalog) -> Document:
    """Return what the file at `place` says.

    Raises:
        FileRefused: it is no YAML within bounds, or breaks the form.
    """
    written = take_mapping(content, place, "a preset")
    for fault in find_faults(written, place, catalog):
        raise fault
    return Document(
        place=place,
        name=written["name"],
        description=written.get("description", ""),
        extends=tuple(written.get("extends", [])),
        rules={rule: written.get(rule, {}) for rule in RULES},
        template=written.get("template", ""),
        checks=read_checks(written.get("checks", []), place),
    )


def find_faults(written: Mapping[str, Any], place: str, catalog: Catalog) -> Iterator[FileRefused]:
    """Give everything in which the file at `place` breaks the form."""
    yield from _find_strange_keys(place, written)
    yield from _find_faults_of_head(place, written)
    for rule in RULES:
        yield from find_rule_faults(place, rule, written.get(rule, {}), catalog)
    yield from find_check_faults(written.get("checks", []), place)


def _find_strange_keys(place: str, written: Mapping[str, Any]) -> Iterator[FileRefused]:
    """Give what this release does not know on the first level."""
    if written.get("apiVersion") != API_VERSION or isinstance(written["apiVersion"], bool):
        yield FileRefused(
            f"{place} is not written for this release.", f"Begin it with: apiVersion: {API_VERSION}"
        )
    for key in written:
        if key not in KEYS:
            yield FileRefused(
                f"{place} has an unknown key {quote(key)}.",
                nearest(key, list(KEYS)) or f"A preset has {join(KEYS)}.",
            )


def _find_faults_of_head(place: str, written: Mapping[str, Any]) -> Iterator[FileRefused]:
    """Give what is wrong beside the rules and the checks."""
    for key in ("name", "description"):
        if (key in written or key == "name") and (reason := explain_line(written.get(key))):
            yield FileRefused(f"{key} of {place} {reason}.", f"Write: {key}: {EXAMPLES[key]}")
    if "template" in written and (reason := explain_range(written["template"])):
        yield FileRefused(f"template of {place}: {reason}.", 'Write: template: ">=0.2,<1"')
    bases = written.get("extends", [])
    if (
        not isinstance(bases, list)
        or len(bases) > MOST_BASES
        or any(explain_line(base) for base in bases)
    ):
        yield FileRefused(
            f"extends of {place} takes a list of at most {MOST_BASES} addresses.",
            "Write: extends: [builtin:startup]",
        )


EXAMPLES = {"name": "acme-payments", "description": "What we agreed on"}
