"""Look a version up in a TOML, YAML or JSON file, and compare it with the one that is wanted."""

import json
import tomllib
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from backsmith.plain_yaml import parse
from backsmith.presets.checks import MinVersion
from backsmith.say import flatten, quote

LOWER = (">=", ">", "~=", "==", "===")  # signs after which the least version stands


def explain_version(content: bytes, rule: MinVersion) -> str:
    """Return why what stands at the rule's path is not enough, or nothing where it is."""
    try:
        data = _read(content, rule.file)
    except (ValueError, RecursionError) as error:
        return f"it cannot be read ({flatten(str(error))})"
    value = _follow(data, rule.path)
    if value is None:
        return f"it has no {rule.path}"
    least = find_least(str(value))
    if least is None:
        return f"{quote(value)} has no least version"
    return "" if least >= Version(rule.version) else f"it says {quote(value)}"


def _read(content: bytes, name: str) -> Any:
    """Return the data of a file; its name says in which format."""
    text = content.decode()
    if name.endswith(".toml"):
        return tomllib.loads(text)
    return json.loads(text) if name.endswith(".json") else parse(text)


def _follow(data: Any, path: str) -> Any:
    """Return what stands at `path`, or nothing; a number leads into a list."""
    for key in path.split("."):
        if isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        elif isinstance(data, dict) and key in data:
            data = data[key]
        else:
            return None
    return data if isinstance(data, str | int | float) and not isinstance(data, bool) else None


def find_least(text: str) -> Version | None:
    """Return the version that `text` asks for at least: of `3.11`, `>=3.11,<4` or `^3.11`."""
    plain = text.strip().lstrip("^~v") if not text.strip().startswith("~=") else text
    try:
        return Version(plain)
    except InvalidVersion:
        pass
    try:
        asked = [part for part in SpecifierSet(plain) if part.operator in LOWER]
        return max((Version(part.version.removesuffix(".*")) for part in asked), default=None)
    except (InvalidSpecifier, InvalidVersion):
        return None
