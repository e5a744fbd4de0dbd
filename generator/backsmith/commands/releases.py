"""`backsmith releases`: every version of the template, and what it changed for a project."""

import json
from collections.abc import Iterator

from backsmith.notes import LISTS, Changes, read_changes
from backsmith.releases import History, find_release, open_history
from backsmith.say import give, tell

HEADINGS = {"manual": "to do by hand", "environment": "new in the environment"}


def list_releases(as_json: bool) -> None:
    """Give every version that can be rendered here, the oldest first."""
    history = open_history("backsmith")
    found = [*collect(history)]
    if as_json:
        give(json.dumps({"note": history.note, "releases": found}, indent=2))
        return
    give("\n\n".join("\n".join(format_release(*entry)) for entry in pair(history)))
    if history.note:
        tell(history.note)


def pair(history: History) -> Iterator[tuple[str, Changes]]:
    """Give each version with what it changed; one under development with what its release will."""
    changes = {change.version: change for change in read_changes(find_release())}
    for version in history.list_versions():
        yield version, changes.get(version.partition(".dev")[0], Changes(version))


def collect(history: History) -> Iterator[dict[str, object]]:
    """Give each version as data."""
    for version, changes in pair(history):
        yield {
            "version": version,
            "is_present": version == history.newest,
            **{name: list(getattr(changes, name)) for name in LISTS},
            "files": dict(changes.files),
            "options": dict(changes.options),
            "choices": [{"option": c.option, "from": c.old, "to": c.new} for c in changes.choices],
        }


def format_release(version: str, changes: Changes) -> Iterator[str]:
    """Give one version as the lines that a person reads."""
    here = " (the present one)" if version == find_release().version else ""
    yield f"{version}{here}"
    for name in LISTS:
        lines = getattr(changes, name)
        if lines:
            yield f"  {HEADINGS.get(name, name)}:"
            yield from (f"    - {line}" for line in lines)
    renamed = [*changes.files.items(), *changes.options.items()]
    renamed += [(f"{c.option}={c.old}", f"{c.option}={c.new}") for c in changes.choices]
    if renamed:
        yield "  renamed:"
        yield from (f"    - {old} -> {new}" for old, new in renamed)
