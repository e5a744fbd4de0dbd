"""Every line that a person reads: talk goes to stderr, data to stdout."""

import os
import sys
import unicodedata
from collections.abc import Iterable
from typing import TextIO

LONGEST = 80  # characters of a foreign text that are shown


def tell(line: str = "") -> None:
    """Write a line of talk."""
    print(line, file=sys.stderr, flush=True)


def give(text: str) -> None:
    """Write data: what a script would read."""
    print(text, flush=True)


def warn(message: str, hint: str) -> None:
    """Say what did not work, though the command goes on."""
    tell(f"{paint('warning:', '33')} {flatten(message)}")
    tell(f"{paint('hint:', '36')} {flatten(hint)}")


def show_error(message: str, hint: str) -> None:
    """Say what went wrong in one line, and what to do about it in another."""
    tell(f"{paint('error:', '31')} {flatten(message)}")
    tell(f"\n{paint('hint:', '36')} {flatten(hint)}")


def bold(text: str, stream: TextIO | None = None) -> str:
    """Return `text` as a heading, where the terminal has such a thing."""
    return paint(text, "1", stream)


def dim(text: str, stream: TextIO | None = None) -> str:
    """Return `text` as an aside, where the terminal has such a thing."""
    return paint(text, "2", stream)


def paint(text: str, code: str, stream: TextIO | None = None) -> str:
    """Return `text` in the colour of `code`, unless nobody would see it."""
    return f"\033[{code}m{text}\033[0m" if has_colour(stream or sys.stderr) else text


def has_colour(stream: TextIO | None) -> bool:
    """Return whether `stream` is a terminal whose owner did not switch colours off."""
    if stream is None or not stream.isatty():
        return False
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def quote(value: object) -> str:
    """Return a foreign value so that it can stand in a line: short, no control characters."""
    text = flatten(value if isinstance(value, str) else repr(value))
    return f"'{text[:LONGEST]}…'" if len(text) > LONGEST else f"'{text}'"


def flatten(text: str) -> str:
    """Return `text` on one line; what a terminal would obey is shown as its code."""
    return "".join(
        c if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029" else ascii(c)[1:-1]
        for c in text
    )


def join(names: Iterable[str], word: str = "and") -> str:
    """Return names as a sentence has them: `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
