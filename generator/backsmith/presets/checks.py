"""The checks of a preset: what `backsmith check` holds a repository to. Data only, never code."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs."""

    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Return its place: a later preset may only raise it."""
        return list(Level).index(self)


@dataclass(frozen=True)
class Absent:
    """No file of the repository lies at `pattern`; what git ignores is not of the repository."""

    pattern: str


@dataclass(frozen=True)
class Present:
    """At least one file lies at `pattern`."""

    pattern: str


@dataclass(frozen=True)
class Managed:
    """Every file at `pattern` is as the template renders it for the recorded answers."""

    pattern: str


@dataclass(frozen=True)
class MinVersion:
    """What stands at `path` in `file` asks for at least `version`.

    Attributes:
        file: a TOML, YAML or JSON file.
        path: the keys that lead there, with a dot between them: `project.requires-python`.
        version: PEP 440; what stands there may be a version or a range: `3.11`, `>=3.11`.
    """

    file: str
    path: str
    version: str


@dataclass(frozen=True)
class Contains:
    """`file` is there, and `text` stands in it, within one line."""

    file: str
    text: str


@dataclass(frozen=True)
class Lacks:
    """`text` stands in no line of `file`; written as `not_contains`."""

    file: str
    text: str


Rule = Absent | Present | Managed | MinVersion | Contains | Lacks


@dataclass(frozen=True)
class Check:
    """One thing that a preset holds a repository to.

    A pattern is a path below the repository's root with `/` between its parts; in a part, `*`
    and `?` stand for letters, and `**` is any number of folders. There are no other signs.

    Attributes:
        id: by what a finding and a waiver name it: `no-env`.
        why: the reason that a finding shows; may be empty.
        waivable: whether a project may set it aside until a date.
    """

    id: str
    rule: Rule
    level: Level = Level.ERROR
    why: str = ""
    waivable: bool = False
