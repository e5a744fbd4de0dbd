"""`backsmith check --heal`: bring chosen files back to what the template renders."""

from collections.abc import Sequence
from pathlib import Path

from backsmith.checking.healing import Cure, find_cure
from backsmith.checking.repository import find_checks
from backsmith.checking.wanted import Wanted
from backsmith.commands.place import find_place
from backsmith.errors import HealRefused
from backsmith.merge import recover, replace
from backsmith.say import flatten, tell
from backsmith.trust import check_source


def heal(files: Sequence[Path], wanted: Wanted) -> None:
    """Bring `files`, of one project, back to what the template renders: all, or none.

    Raises:
        HealRefused: one of them is not the template's, or would lose a line that is the team's.
        ChangesInTheWay: the repository is in a state in which nothing may be written.
    """
    places = [find_place(file, wanted.answers_file) for file in files]
    project = places[0][0]
    if any(other.root != project.root for other, _ in places):
        raise HealRefused("These files are of several projects.", "Heal one project at a time.")
    if said := recover(project.root):
        tell(said)
    check_source(project, wanted.accept)
    paths = [path for _, path in places]
    cure = find_cure(project, paths, wanted, find_checks(project, wanted))
    if cure.files:
        replace(project.root, dict(cure.files), f"heal {', '.join(cure.files)}")
    report(cure)


def report(cure: Cure) -> None:
    """Say what was done to each file, and what comes next."""
    for path in cure.files:
        tell(flatten(f"{path}: as the template renders it"))
        for line in cure.dropped.get(path, ()):
            tell(flatten(f"  gave way: {line.strip()}"))
    for path in cure.healthy:
        tell(flatten(f"{path}: has not drifted"))
    tell("backsmith undo takes it back." if cure.files else "Nothing was written.")
