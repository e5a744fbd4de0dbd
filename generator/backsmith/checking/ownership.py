"""Whose a file of a project is: the template's, shared, or the project's own.

The template declares it in the hidden answer `ownership` of its `copier.yml`; a template of
somebody else declares only which files it writes once, with `_skip_if_exists`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from backsmith.catalog import Catalog
from backsmith.globs import matches

DECLARATION = "ownership"
LISTS = ("yours", "shared", "whole", "example", "moves")


class Owner(StrEnum):
    """Who may change a file."""

    TEMPLATE = "template"
    SHARED = "shared"
    YOURS = "yours"


@dataclass(frozen=True)
class Ownership:
    """What a template declares about the files that it renders.

    Attributes:
        yours: patterns of files that the project owns once they are there.
        shared: patterns of files to which the project adds lines.
        whole: folders in which every file should be the template's.
        example: expressions for lines of shared files that may be taken out.
        moves: expressions for what may change within a line; groups of them may not.
        held: patterns of files that a team's standard wants equal, whosever they are.
        keeps: tells which files a template of somebody else writes once.
    """

    yours: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    example: tuple[re.Pattern[str], ...] = ()
    moves: tuple[re.Pattern[str], ...] = ()
    held: tuple[str, ...] = ()
    keeps: Callable[[str], bool] | None = None

    def hold(self, patterns: Iterable[str]) -> "Ownership":
        """Return the same, but that files at `patterns` are the template's alone."""
        return replace(self, held=tuple(patterns))

    def find_owner(self, path: str) -> Owner:
        """Return whose the file at `path` is."""
        if any(matches(pattern, path) for pattern in self.held):
            return Owner.TEMPLATE
        kept = self.keeps is not None and self.keeps(path)
        if kept or any(matches(pattern, path) for pattern in self.yours):
            return Owner.YOURS
        shared = any(matches(pattern, path) for pattern in self.shared)
        return Owner.SHARED if shared else Owner.TEMPLATE

    def is_within(self, path: str) -> bool:
        """Return whether `path` lies in a folder in which every file should be the template's."""
        return any(path.startswith(f"{folder}/") for folder in self.whole)

    def settle(self, line: str) -> str:
        """Return `line` without what may change within it."""
        for pattern in self.moves:
            line = pattern.sub(lambda found: "\0".join(found.groups("")), line)
        return line

    def is_example(self, line: str) -> bool:
        """Return whether `line` names the example resource, and may go with it."""
        return any(pattern.search(line) for pattern in self.example)


def read_ownership(catalog: Catalog) -> Ownership | None:
    """Return what a template of ours declares, or nothing where it declares nothing yet."""
    declared = next((o.default for o in catalog.options if o.name == DECLARATION), None)
    if not isinstance(declared, Mapping):
        return None
    lists = {name: _read_texts(declared.get(name)) for name in LISTS}
    once = tuple(str(path) for path in catalog.settings.get("skip_if_exists", ()))
    return Ownership(
        yours=(*lists["yours"], *once),
        shared=lists["shared"],
        whole=lists["whole"],
        example=tuple(re.compile(text) for text in lists["example"]),
        moves=tuple(re.compile(text) for text in lists["moves"]),
    )


def _read_texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list."""
    return tuple(text for text in value or () if isinstance(text, str))
