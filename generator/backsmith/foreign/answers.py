"""The answers file of a render by copier: what is put there before, and what it says after."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from backsmith.errors import AnswerRefused, FileRefused
from backsmith.plain_yaml import read_mapping
from backsmith.project import SOURCE, VERSION
from backsmith.say import quote

MARK = "# put here by backsmith\n"


def plant(path: Path, recorded: Mapping[str, Any]) -> None:
    """Write the recorded answers where copier looks for the last ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(dict(recorded), allow_unicode=True, sort_keys=False)
    path.write_text(MARK + text, encoding="utf-8")


def remove_planted(path: Path) -> bool:
    """Remove what was put at `path`, unless the template wrote its own; return whether it did."""
    if not path.is_file() or not path.read_bytes().startswith(MARK.encode()):
        return path.is_file()
    path.unlink()
    return False


def sign(path: Path, source: str, version: str) -> None:
    """Let the answers file say where the template comes from as the project says it."""
    text = path.read_text(encoding="utf-8")
    for name, value in ((SOURCE, source), (VERSION, version)):
        line = yaml.safe_dump({name: value}, width=10_000, allow_unicode=True)
        pattern = rf"^{name}:.*\n?(?:[ \t]+.*\n?)*"
        text = re.sub(pattern, lambda _, line=line: line, text, count=1, flags=re.M)  # type: ignore[misc]
    path.write_text(text, encoding="utf-8")


def check_answers(path: Path, recorded: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the answers that were rendered, none of which silently replaced a recorded one.

    Raises:
        AnswerRefused: the template did not take a recorded answer.
    """
    try:
        rendered = read_mapping(path, "the rendered answers")
    except FileRefused:
        return dict(recorded)  # laid out in a way of its own; copier reads it, we need not
    for name in names:
        if name in rendered and rendered[name] != recorded[name]:
            raise AnswerRefused(
                f"{name} was answered {quote(recorded[name])}, which the template does not take.",
                f"It would become {quote(rendered[name])}; if you mean that: -d {name}=...",
            )
    return rendered
