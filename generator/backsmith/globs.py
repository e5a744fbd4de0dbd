"""Patterns of paths, as presets and the template's ownership write them.

In a part, `*` and `?` stand for letters; `**` is any number of folders, and at the end every file
below. There are no other signs.
"""

import re
from functools import cache

SIGNS = {"*": "[^/]*", "?": "[^/]"}


@cache
def compile_glob(pattern: str) -> re.Pattern[str]:
    """Return what matches the whole path, with `/` between its parts, that `pattern` means.

    Whether a part means a folder is settled once, `(?>...)`: else a hostile path is tried for ever.
    """
    *folders, last = pattern.split("/")
    head = "".join(
        "(?:[^/]+/)*" if part == "**" else f"(?>{_translate(part)}(?=/))/" for part in folders
    )
    return re.compile(head + (".+" if last == "**" else _translate(last)), re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Return whether `pattern` means the file at `path`."""
    return compile_glob(pattern).fullmatch(path) is not None


def _translate(part: str) -> str:
    """Return one part of a pattern as a regular expression."""
    return "".join(SIGNS.get(letter) or re.escape(letter) for letter in part)
