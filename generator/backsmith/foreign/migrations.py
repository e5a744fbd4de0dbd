"""Which migrations of a template lie on the way between two versions, as copier decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from packaging.version import InvalidVersion, Version

DESCRIBED = re.compile(r"(.+)-([0-9]+)-g([0-9a-f]+)")  # how git names a commit after a tag
AFTER = '{start} _stage == "after" {end}'


@dataclass(frozen=True)
class Migration:
    """One command of a migration.

    Attributes:
        command: for a shell, or a list of words.
        stage: "before" or "after" the files.
        version: the version that brought it, or nothing.
        condition: Jinja that says whether it runs; nothing: it does.
        folder: where it runs, below the project.
    """

    command: Any
    stage: str
    version: str = ""
    condition: str = ""
    folder: str = "."


def read_version(name: str) -> Version | None:
    """Return the version that a tag, or a commit after a tag, stands for."""
    if match := DESCRIBED.fullmatch(name):
        name = f"{match[1]}.post{match[2]}+{match[3]}"
    try:
        return Version(name)
    except InvalidVersion:
        return None


def find_migrations(listed: list[Any], old: str, new: str) -> Iterator[Migration]:
    """Give the commands of `listed` on the way from `old` to `new`, those before the files first.

    Without two versions there is no way between them.
    """
    start, end = read_version(old), read_version(new)
    if start is None or end is None or start == end:
        return
    for stage in ("before", "after"):
        for entry in listed:
            wanted = entry.get("version") if isinstance(entry, dict) else None
            at = read_version(str(wanted)) if wanted is not None else None
            if wanted is None or (at is not None and start < at <= end):
                yield from _read_entry(entry, stage, str(wanted or ""))


def _read_entry(entry: Any, stage: str, version: str) -> Iterator[Migration]:
    """Give the commands of one entry for one stage; the old form has a list for each."""
    if not isinstance(entry, dict):
        yield Migration(entry, stage, condition=AFTER)
    elif "before" in entry or "after" in entry:
        for command in entry.get(stage) or ():
            yield Migration(command, stage, version)
    else:
        condition = str(entry.get("when", AFTER))
        folder = str(entry.get("working_directory", "."))
        yield Migration(entry.get("command", ""), stage, version, condition, folder)
