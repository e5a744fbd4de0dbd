"""The words that a preset is made of: names, lines, paths and versions, and what is wrong with one.

Each function returns why a value is not what it should be, or nothing where it is.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

from backsmith.hints import nearest
from backsmith.say import join, quote

LONGEST = 200  # characters of a line, a path or a text
MOST_SIGNS = 6  # of `*` and `?` in a pattern: more make matching slow, and say nothing more
MOST_SIGNS_IN_PART = 2
NAME = r"[a-z][a-z0-9-]{0,49}"
VERSION = r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}((a|b|rc)[0-9]{1,9})?(\.(post|dev)[0-9]{1,9})?"
RANGE = rf"(==|~=|!=|<=?|>=?) ?{VERSION}(\.\*)?"
NEVER = {"", ".", "..", ".git"}


def explain_line(value: object) -> str:
    """Return why `value` is no text that a menu or a finding can show in a line."""
    if not isinstance(value, str):
        return "is no text"
    if not 0 < len(value) <= LONGEST:
        return f"takes 1 to {LONGEST} characters"
    return "" if value.isprintable() else "takes one line without control characters"


def explain_id(value: object) -> str:
    """Return why `value` cannot name a check."""
    if isinstance(value, str) and re.fullmatch(NAME, value):
        return ""
    return f"id takes small letters, digits and hyphens, not {quote(value)}"


def explain_text(value: object) -> str:
    """Return why `value` cannot be looked for in a file."""
    reason = explain_line(value)
    return f"text {reason}" if reason else ""


def explain_path(value: object, endings: tuple[str, ...] = ()) -> str:
    """Return why `value` is no path of one file below a repository's root."""
    if reason := explain_pattern(value):
        return reason
    if set(str(value)) & set("*?"):
        return f"{quote(value)} names more than one file"
    if endings and not str(value).endswith(endings):
        return f"{quote(value)} does not end in {join(endings, 'or')}"
    return ""


def explain_pattern(value: object) -> str:
    """Return why `value` is no pattern of files below a repository's root."""
    if not isinstance(value, str) or explain_line(value):
        return f"{quote(value)} is no path"
    parts = value.split("/")
    if NEVER & {part.lower() for part in parts} or set(value) & set("\\[]{}:") or value[0] in "~!-":
        return f"{quote(value)} is no plain path below the project's root"
    if any("**" in part and part != "**" for part in parts):
        return f"{quote(value)} has ** beside other letters: between slashes it stands alone"
    signs = [part.count("*") + part.count("?") for part in parts]
    if sum(signs) > MOST_SIGNS or max(signs) > MOST_SIGNS_IN_PART:
        most = f"{MOST_SIGNS_IN_PART} in a part and {MOST_SIGNS} in all"
        return f"{quote(value)} has more of * and ? than {most}"
    return ""


def explain_keys(value: object) -> str:
    """Return why `value` does not lead to a value in a file: `project.requires-python`."""
    if not isinstance(value, str) or explain_line(value) or not all(value.split(".")):
        return f"path takes the keys that lead to a value: project.version, not {quote(value)}"
    return ""


def explain_version(value: object) -> str:
    """Return why `value` is no version as PEP 440 has it."""
    if isinstance(value, str) and re.fullmatch(VERSION, value):
        return ""
    return f'version takes a text as "3.11", not {quote(value)}'


def explain_range(value: object) -> str:
    """Return why `value` is no range of versions as PEP 440 has it."""
    if isinstance(value, str) and re.fullmatch(rf"{RANGE}( ?, ?{RANGE}){{0,9}}", value):
        from packaging.specifiers import InvalidSpecifier, SpecifierSet

        with suppress(InvalidSpecifier):
            SpecifierSet(value)
            return ""
    return f'it takes a range as ">=0.2,<1", not {quote(value)}'


def explain_entries(value: object, parts: Mapping[str, Callable[[object], str]]) -> str:
    """Return why `value` is no mapping of exactly these parts."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        return f"it takes a mapping of {join(parts)}"
    for key in value:
        if key not in parts:
            return f"unknown key {quote(key)}. {nearest(key, list(parts))}".removesuffix(". ")
    if missing := [part for part in parts if part not in value]:
        return f"{join(missing)} is missing"
    return next((reason for name, explain in parts.items() if (reason := explain(value[name]))), "")
