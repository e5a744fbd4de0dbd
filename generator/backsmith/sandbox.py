"""Jinja as copier gives it to templates: the same sandbox and filters, without importing copier.

Only the filters that our template uses stand here. A template that needs another one fails to
compile in this sandbox, and `render.py` gives it to copier.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import yaml
from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from backsmith.bounds import Bounds

MARKS = ("{{", "{%", "{#")  # text without one of them is its own rendering


class Sandbox:
    """Renders texts and files of one template; each text is compiled once.

    With `bounds`, none of them may take more: Jinja computes while it compiles, too.
    """

    def __init__(self, root: Path, bounds: Bounds | None = None) -> None:
        self._bounds = bounds
        self._jinja = SandboxedEnvironment(
            loader=FileSystemLoader(root),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._jinja.filters.update(FILTERS)
        self._compiled: dict[str, Template] = {}

    def render(self, text: str, context: Mapping[str, Any]) -> str:
        """Return `text` with everything between braces filled in."""
        if not any(mark in text for mark in MARKS):
            return text
        with self._hold():
            if text not in self._compiled:
                self._compiled[text] = self._jinja.from_string(text)
            return self._compiled[text].render(context)

    def render_file(self, name: str, context: Mapping[str, Any]) -> str:
        """Return the file at `name` below the root with everything filled in."""
        with self._hold():
            return self._jinja.get_template(name).render(context)

    def _hold(self) -> AbstractContextManager[None]:
        """Return what holds a rendering within its bounds."""
        return self._bounds.hold() if self._bounds else nullcontext()


def regex_search(value: str, pattern: str) -> str | None:
    """Return the first match of `pattern`, as the filter of copier does."""
    match = re.search(pattern, value)
    return match.group() if match else None


def regex_replace(value: object, pattern: str, replacement: str) -> str:
    """Return `value` as text, with every match of `pattern` replaced."""
    return re.sub(pattern, replacement, str(value))


def to_nice_json(value: object, indent: int = 4, ensure_ascii: bool = True) -> str:
    """Return `value` as JSON of one line a key, the keys in their order."""
    return json.dumps(value, indent=indent, sort_keys=True, ensure_ascii=ensure_ascii)


def to_nice_yaml(value: object) -> str:
    """Return `value` as YAML of one line a key, with the indentation that copier gives it."""
    return yaml.dump(value, indent=4, allow_unicode=True, default_flow_style=False)


FILTERS: dict[str, Callable[..., Any]] = {
    "from_json": json.loads,
    "from_yaml": yaml.safe_load,
    "regex_replace": regex_replace,
    "regex_search": regex_search,
    "to_json": json.dumps,
    "to_nice_json": to_nice_json,
    "to_nice_yaml": to_nice_yaml,
}
