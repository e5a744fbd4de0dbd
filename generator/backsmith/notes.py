"""What each release changes for a project, as `template/changes.yml` says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backsmith.errors import FileRefused, RenderFailed
from backsmith.plain_yaml import parse, read_bounded
from backsmith.releases import Release

PLACE = "template/changes.yml"
LISTS = ("added", "changed", "removed", "manual", "environment")
RENAMES = ("files", "options")


@dataclass(frozen=True)
class Choice:
    """A choice of one option that has another name since a release."""

    option: str
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """What one release changes for a project.

    Attributes:
        version: the release: `v0.2.0`.
        added, changed, removed: lines for a person.
        manual: what the person has to do, a line each.
        environment: names of variables that are new.
        files, options: what was renamed, old to new.
        choices: the choices that were renamed.
        earlier: the answers to questions that are new which leave an earlier project as it was.
    """

    version: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    earlier: Mapping[str, Any] = field(default_factory=dict)


def read_changes(release: Release) -> tuple[Changes, ...]:
    """Return what each release up to this one changes, the oldest first.

    Raises:
        RenderFailed: what the template says about it cannot be read.
    """
    path = release.root / PLACE
    if not path.is_file():
        return ()
    try:
        entries = parse(read_bounded(path, "the changes of a template"))
        return tuple(_read_entry(entry) for entry in entries)
    except (FileRefused, ValueError, TypeError, KeyError) as error:
        raise RenderFailed(
            f"{PLACE} of {release.version} cannot be read: {error}",
            "Take another version: backsmith releases",
        ) from error


def _read_entry(entry: Any) -> Changes:
    """Return the changes of one entry."""
    known = {"version", *LISTS, *RENAMES, "choices", "earlier"}
    if not isinstance(entry, dict) or set(entry) - known:
        raise ValueError("an entry has a name that is not known")
    lists: dict[str, Any] = {name: tuple(map(str, entry.get(name, ()))) for name in LISTS}
    for name in RENAMES:
        lists[name] = {rename["from"]: rename["to"] for rename in entry.get(name, ())}
    return Changes(
        f"v{entry['version']}",
        **lists,
        choices=tuple(Choice(c["option"], c["from"], c["to"]) for c in entry.get("choices", ())),
        earlier=dict(entry.get("earlier", {})),
    )


def between(changes: Iterable[Changes], old: str, new: str) -> tuple[Changes, ...]:
    """Return what changes on the way from `old` to `new`.

    On the way to a version under development, what is noted for its release counts.
    """
    if old == new:
        return ()
    from packaging.version import InvalidVersion, Version

    try:
        start, end = Version(old), Version(Version(new).base_version)
    except InvalidVersion:
        return ()
    return tuple(change for change in changes if start < Version(change.version) <= end)
