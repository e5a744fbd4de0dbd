"""A project on its way to another version or to other answers: all of it computed, none written."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from backsmith.catalog import Unfamiliar
from backsmith.foreign.tasks import Task, list_tasks
from backsmith.foreign.wishes import check_trust
from backsmith.merge import Merge, Sides, compute
from backsmith.notes import Changes
from backsmith.outlook import Outlook, Places, look
from backsmith.project import Project
from backsmith.releases import Release
from backsmith.render import find_kept, render_again
from backsmith.template import open_release

PLACES = "places"  # the answer of the template that says where a project keeps things


@dataclass(frozen=True)
class Way:
    """From where a project goes, and to where.

    Attributes:
        title: what it is called: "update to v0.2.0".
        old: the release that the project has.
        new: the release that it is to have.
        recorded: what its answers file is to say.
        notes: what becomes of its answers, a sentence each.
        releases: what lies between the two, oldest first.
        trust: whether the template may run code of its own.
    """

    title: str
    project: Project
    old: Release
    new: Release
    recorded: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    releases: tuple[Changes, ...] = ()
    trust: bool = False

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Return the answers that differ: name to what it was and what it is to be."""
        was, is_to_be = self.project.answers, self.recorded
        names = [n for n in {**was, **is_to_be} if n != "policy" and not n.startswith("_")]
        return {n: (was.get(n), is_to_be.get(n)) for n in names if was.get(n) != is_to_be.get(n)}

    @property
    def renames(self) -> dict[str, str]:
        """Return the files that releases moved: where each lay to where it lies."""
        moves: dict[str, str] = {}
        for changes in self.releases:
            for old, new in changes.files.items():
                moves = {first: new if last == old else last for first, last in moves.items()}
                moves.setdefault(old, new)
        return moves


@dataclass(frozen=True)
class Move:
    """What a way would do to its project; nothing is written yet.

    Attributes:
        unlocked: why the lock file could not follow the dependencies.
        tasks: what a foreign template that is trusted wants to run afterwards.
        is_foreign: whether somebody else's template wrote the files.
    """

    way: Way
    sides: Sides
    merge: Merge
    outlook: Outlook
    unlocked: str = ""
    tasks: tuple[Task, ...] = ()
    is_foreign: bool = False


@contextmanager
def compute_move(way: Way) -> Iterator[Move]:
    """Give what `way` would do; both renders lie in a temporary folder until this ends.

    Raises:
        RenderFailed: one of the two cannot be rendered.
        SourceUntrusted: the template wants to run code.
        ChangesInTheWay: the repository is in a state in which nothing may be written into it.
    """
    is_foreign = not has_questions_of_ours(way.new)
    if is_foreign:
        check_trust(way.new, way.old.version, way.trust)
    scratch = Path(mkdtemp(prefix="backsmith-"))
    try:
        old, new = scratch / "old", scratch / "new"
        for folder in (old, new):
            folder.mkdir()
        render_again(way.project, way.old, old, trust=way.trust)
        wanted = replace(way.project, recorded=way.recorded)
        answers = render_again(wanted, way.new, new, trust=way.trust)
        sides = Sides(
            old=old,
            new=new,
            label=f"template {way.new.version}",
            is_kept=find_kept(way.new, answers),
            renames=way.renames,
            answers_file=way.project.answers_file,
        )
        merge = compute(way.project.root, sides)
        outlook = look(old, new, way.project.root, find_places(way.new))
        tasks = list_tasks(way.project, way.old, way.new, answers) if is_foreign else ()
        yield Move(way, sides, merge, outlook, tasks=tasks, is_foreign=is_foreign)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def has_questions_of_ours(release: Release) -> bool:
    """Return whether a template asks as ours does; only copier can read others."""
    try:
        open_release(release)
    except Unfamiliar:
        return False
    return True


def find_places(release: Release) -> Places:
    """Return where projects of this release keep what is looked into."""
    try:
        options = open_release(release).catalog.options
    except Unfamiliar:
        return Places()
    return next((Places(**o.default) for o in options if o.name == PLACES), Places())
