"""What a person, or a machine, reads of a move before and after it is written."""

from collections.abc import Iterator
from typing import Any

from backsmith.commands.move import Move
from backsmith.foreign.executables import list_executables
from backsmith.merge import Kind
from backsmith.outlook import Difference
from backsmith.say import bold, flatten

SHOWN = 12  # files of one kind that are named before the rest is only counted
WORDS = {
    Kind.CONFLICT: ("conflicting", "both you and the template changed the same lines"),
    Kind.ADDED: ("added", ""),
    Kind.UPDATED: ("updated", "you had not changed them"),
    Kind.MERGED: ("merged", "your lines and the template's together"),
    Kind.MOVED: ("moved", ""),
    Kind.REMOVED: ("removed", ""),
    Kind.BESIDE: ("written beside", "git ignores yours, which stays as it is"),
    Kind.KEPT: ("left alone", "yours"),
}


def describe_move(move: Move, every_file: bool = False) -> Iterator[str]:
    """Give the lines of the report, what needs a person's eye last."""
    yield from describe_answers(move)
    yield from describe_releases(move)
    yield from describe_running(move)
    yield from describe_files(move, every_file)
    yield from describe_outlook(move)
    yield from describe_way(move)
    yield from describe_manual(move)


def describe_answers(move: Move) -> Iterator[str]:
    """Give the answers that change, and what becomes of the rest."""
    if not move.way.changed and not move.way.notes:
        return
    yield bold("Answers")
    for name, (was, is_to_be) in move.way.changed.items():
        yield f"  {name}: {show(was)} -> {show(is_to_be)}"
    yield from (f"  {flatten(note)}" for note in move.way.notes)
    yield ""


def describe_releases(move: Move) -> Iterator[str]:
    """Give what the releases on the way changed for a project."""
    for changes in move.way.releases:
        lines = [*changes.added, *changes.changed, *changes.removed]
        if lines:
            yield bold(f"What {changes.version} brings")
            yield from (f"  - {flatten(line)}" for line in lines)
            yield ""


def describe_running(move: Move) -> Iterator[str]:
    """Give what of somebody else's template runs on this machine, by itself or at once."""
    if paths := list_running(move):
        yield bold("Look at these first: they run by themselves")
        yield from (f"  {flatten(path)}" for path in paths)
        yield ""
    if move.tasks:
        yield bold("What the template runs afterwards")
        yield from (f"  {task.shown}" for task in move.tasks)
        yield ""


def list_running(move: Move) -> list[str]:
    """Return the files of a foreign template that run by themselves and are new or changed."""
    if not move.is_foreign:
        return []
    written = [c.path for c in move.merge.changes if c.kind not in (Kind.KEPT, Kind.REMOVED)]
    return list_executables(written)


def describe_files(move: Move, every_file: bool) -> Iterator[str]:
    """Give the files by what happens to them."""
    yield bold("Files")
    if not move.merge.changes:
        yield "  none change"
    for kind, (word, reason) in WORDS.items():
        found = [change for change in move.merge.changes if change.kind == kind]
        if not found:
            continue
        yield f"  {len(found)} {word}{f' ({reason})' if reason else ''}"
        shown = found if every_file else found[:SHOWN]
        for change in shown:
            was = f" (was {flatten(change.was)})" if change.was else ""
            detail = f": {flatten(change.detail)}" if change.detail else ""
            yield f"    {flatten(change.path)}{was}{detail}"
        if len(found) > len(shown):
            yield f"    and {len(found) - len(shown)} more"
    yield ""


def describe_way(move: Move) -> Iterator[str]:
    """Give what has to be out of the way before anything is written."""
    if move.merge.in_way:
        yield bold("In the way")
        yield from (f"  {flatten(p)}: {flatten(why)}" for p, why in move.merge.in_way.items())
        yield ""


def describe_outlook(move: Move) -> Iterator[str]:
    """Give what comes and goes beside the files."""
    outlook = move.outlook
    for title, difference in (
        ("Dependencies", outlook.dependencies),
        ("Environment", outlook.environment),
        ("Tables", outlook.tables),
    ):
        if line := describe_difference(difference):
            yield bold(title)
            yield from line
            yield ""


def describe_difference(difference: Difference) -> list[str]:
    """Return the lines of what came and what went."""
    lines = []
    if difference.added:
        lines.append(f"  + {', '.join(map(flatten, difference.added))}")
    if difference.removed:
        lines.append(f"  - {', '.join(map(flatten, difference.removed))}")
    return lines


def describe_manual(move: Move) -> Iterator[str]:
    """Give what a person has to do afterwards."""
    steps = list(list_manual(move))
    if steps:
        yield bold("To do afterwards, by hand")
        yield from (f"  - {flatten(step)}" for step in steps)
        yield ""


def list_manual(move: Move) -> Iterator[str]:
    """Give the steps that nobody but a person can take."""
    outlook = move.outlook
    if outlook.missing:
        yield f"set in your .env what it lacks: {', '.join(outlook.missing)}"
    if outlook.tables.added:
        names = " and ".join(outlook.tables.added)
        yield f'write the revision of the tables that came: make migration m="add {names}"'
    if outlook.tables.removed:
        names = " and ".join(outlook.tables.removed)
        yield f'write the revision of the tables that went: make migration m="drop {names}"'
    for changes in move.way.releases:
        yield from changes.manual


def collect(move: Move) -> dict[str, Any]:
    """Return a move as data."""
    way = move.way
    return {
        "project": str(way.project.root),
        "from": way.old.version,
        "to": way.new.version,
        "answers": {name: {"was": a, "is": b} for name, (a, b) in way.changed.items()},
        "notes": list(way.notes),
        "files": [
            {"path": c.path, "change": str(c.kind), "was": c.was, "detail": c.detail}
            for c in move.merge.changes
        ],
        "conflicts": list(move.merge.conflicts),
        "in_the_way": dict(move.merge.in_way),
        "runs_by_itself": list_running(move),
        "runs_afterwards": [task.shown for task in move.tasks],
        **move.outlook.as_data(),
        "manual": list(list_manual(move)),
    }


def show(value: Any) -> str:
    """Return an answer as a line has it."""
    if value is None:
        return "nothing"
    return flatten(", ".join(map(str, value)) if isinstance(value, list) else str(value))
