"""Fill in texts of a stranger's template: in the child, since a loop in them may have no end."""

from collections.abc import Iterable, Mapping
from typing import Any

from backsmith.foreign.child import run_child
from backsmith.foreign.settings import Settings

Context = Mapping[str, Any]


def fill_texts(settings: Settings, texts: Iterable[str], context: Context) -> list[str]:
    """Return texts with everything between braces filled in; extensions are not loaded."""
    return fill_each(settings, [(text, {}) for text in texts], context)


def fill_each(
    settings: Settings,
    texts: Iterable[tuple[str, Context]],
    context: Context,
    extensions: Iterable[str] = (),
) -> list[str]:
    """Return texts filled in, each with what it alone knows beside the context."""
    wanted = list(texts)
    starts = [
        settings.jinja.get(f"{kind}_start_string", mark)
        for kind, mark in (("variable", "{{"), ("block", "{%"), ("comment", "{#"))
    ]
    if not any(start in text for text, _ in wanted for start in starts):
        return [text for text, _ in wanted]
    found: list[str] = run_child(
        {
            "word": "fill",
            "jinja": dict(settings.jinja),
            "extensions": list(extensions),
            "context": dict(context),
            "texts": wanted,
        }
    )
    return found
