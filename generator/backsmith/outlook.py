"""What a project gains and loses beside its files: dependencies, environment, tables."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

TABLE = re.compile(r'create_table\(\s*"([^"]+)"')
KEY = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=", re.M)
NOTED = re.compile(r"^#? ?([A-Z][A-Z0-9_]*)=", re.M)  # a key that is only shown counts as known


@dataclass(frozen=True)
class Places:
    """Where a project keeps what is looked into; the template says so in its answer `places`.

    Attributes:
        environment: the example of all settings.
        own_environment: the settings of one machine, which git ignores.
        first_migration: the tables, as the template makes them for a new project.
    """

    environment: str = ".env.example"
    own_environment: str = ".env"
    first_migration: str = ""


@dataclass(frozen=True)
class Difference:
    """Names that came and names that went, each sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """What differs between two renders, beside the files themselves.

    Attributes:
        missing: keys of the environment that came and that the project's own one lacks.
    """

    dependencies: Difference = field(default_factory=Difference)
    environment: Difference = field(default_factory=Difference)
    tables: Difference = field(default_factory=Difference)
    missing: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return it for `--json`."""
        return asdict(self)


def look(old: Path, new: Path, project: Path, places: Places) -> Outlook:
    """Return what differs between the renders in `old` and `new`, for the project at `project`."""
    environment = compare(*(find_keys(side / places.environment) for side in (old, new)))
    return Outlook(
        dependencies=compare(*(read_dependencies(side) for side in (old, new))),
        environment=environment,
        tables=compare(*(find_tables(side, places.first_migration) for side in (old, new))),
        missing=find_missing(environment.added, project / places.own_environment),
    )


def compare(old: Iterable[str], new: Iterable[str]) -> Difference:
    """Return what came and what went."""
    before, after = set(old), set(new)
    return Difference(tuple(sorted(after - before)), tuple(sorted(before - after)))


def read_dependencies(root: Path) -> list[str]:
    """Return the requirements that a rendered `pyproject.toml` names, of every group."""
    try:
        data = tomllib.loads(read(root / "pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return []
    project: Mapping[str, Any] = data.get("project", {})
    groups: Mapping[str, Any] = data.get("dependency-groups", {})
    lists = [project.get("dependencies", []), *groups.values()]
    return [item for entries in lists for item in entries if isinstance(item, str)]


def find_keys(path: Path) -> list[str]:
    """Return the keys that an example of an environment shows, commented or not."""
    return NOTED.findall(read(path))


def find_tables(root: Path, first_migration: str) -> list[str]:
    """Return the tables that a rendered first migration makes."""
    return TABLE.findall(read(root / first_migration)) if first_migration else []


def find_missing(keys: Iterable[str], own: Path) -> tuple[str, ...]:
    """Return those `keys` that a machine's own environment lacks; none where there is no such."""
    if not own.is_file():
        return ()
    has = set(KEY.findall(read(own)))
    return tuple(key for key in keys if key not in has)


def read(path: Path) -> str:
    """Return the text of a file, or nothing where there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
