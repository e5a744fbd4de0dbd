"""A project on its way to another version or to other answers: all of it computed, none written."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from backsmith.catalog import Unfamiliar
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
    """

    way: Way
    sides: Sides
    merge: Merge
    outlook: Outlook
    unlocked: str = ""


@contextmanager
def compute_move(way: Way) -> Iterator[Move]:
    """Give what `way` would do; both renders lie in a temporary folder until this ends.

    Raises:
        RenderFailed: one of the two cannot be rendered.
        ChangesInTheWay: the repository is in a state in which nothing may be written into it.
    """
    scratch = Path(mkdtemp(prefix="backsmith-"))
    try:
        old, new = scratch / "old", scratch / "new"
        for folder in (old, new):
            folder.mkdir()
        render_again(way.project, way.old, old, trust=way.trust)
        wanted = replace(way.project, recorded=way.recorded)
        render_again(wanted, way.new, new, trust=way.trust)
        sides = Sides(
            old=old,
            new=new,
            label=f"template {way.new.version}",
            is_kept=find_kept(way.new),
            renames=way.renames,
            answers_file=way.project.answers_file,
        )
        merge = compute(way.project.root, sides)
        yield Move(way, sides, merge, look(old, new, way.project.root, find_places(way.new)))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def find_places(release: Release) -> Places:
    """Return where projects of this release keep what is looked into."""
    try:
        options = open_release(release).catalog.options
    except Unfamiliar:
        return Places()
    return next((Places(**o.default) for o in options if o.name == PLACES), Places())
