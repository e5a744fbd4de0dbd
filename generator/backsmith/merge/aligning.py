"""What is settled before git merges: the template's own renames, kept paths, the answers file."""

from collections.abc import Mapping
from dataclasses import dataclass

from backsmith.merge.disk import list_parents
from backsmith.merge.shapes import LINK, Sides, Tree
from backsmith.merge.trees import list_folders


@dataclass(frozen=True)
class Aligned:
    """The three trees that git is given; `moves`: old path -> new path, in `base` and `ours`."""

    base: Tree
    ours: Tree
    theirs: Tree
    moves: Mapping[str, str]


def align(base: Tree, ours: Tree, theirs: Tree, sides: Sides) -> Aligned:
    """Return the trees with all in them that the template or a rule has decided."""
    moves = find_moves(base, theirs, sides.renames)
    placed = {old: new for old, new in moves.items() if _may_move(ours, old, new)}
    base, ours = _move(base, moves), _move(ours, placed)
    theirs = keep(base, ours, theirs, sides)
    answers = sides.answers_file
    base = {path: entry for path, entry in base.items() if path != answers}
    if answers in ours:
        base[answers] = ours[answers]
    return Aligned(base, ours, theirs, placed)


def find_behind(base: Tree, ours: Tree, theirs: Tree) -> dict[str, str]:
    """Return the template's paths behind a link that the project has put in a folder's place.

    What lies behind a link is not the project's: git has nothing of it, and nothing is written.
    """
    links = {p for p, e in ours.items() if e.mode == LINK and e != base.get(p)}
    found = {}
    for path in base.keys() | theirs.keys() if links else ():
        above = next((parent for parent in list_parents(path) if parent in links), None)
        if above:
            found[path] = above
    return found


def find_moves(base: Tree, theirs: Tree, renames: Mapping[str, str]) -> dict[str, str]:
    """Return each file of `base` that the template says it has renamed, and that it has so."""
    moves: dict[str, str] = {}
    for old, new in renames.items():
        old, new = old.rstrip("/"), new.rstrip("/")
        pairs = {old: new} if old in base else _list_below(base, old, new)
        moves |= {a: b for a, b in pairs.items() if b in theirs and _may_move(base, a, b)}
    return moves


def keep(base: Tree, ours: Tree, theirs: Tree, sides: Sides) -> Tree:
    """Return `theirs` without any change to a path that is the project's own, where it has it."""
    kept = {path for path in base.keys() | theirs if path in ours and sides.is_kept(path)}
    plain = {path: entry for path, entry in theirs.items() if path not in kept}
    return plain | {path: base[path] for path in kept if path in base}


def _list_below(base: Tree, old: str, new: str) -> dict[str, str]:
    """Return the files below a renamed folder, and where they come to lie."""
    return {p: f"{new}/{p[len(old) + 1 :]}" for p in base if p.startswith(f"{old}/")}


def _may_move(ours: Tree, old: str, new: str) -> bool:
    """Return whether the project has left a renamed file in its place, and room for the new one."""
    if old not in ours or new in ours or new in list_folders(ours):
        return False
    above = new.rpartition("/")[0]
    while above:
        if above in ours:
            return False
        above = above.rpartition("/")[0]
    return True


def _move(tree: Tree, moves: Mapping[str, str]) -> Tree:
    """Return a tree in which files lie where `moves` says."""
    return {moves.get(path, path): entry for path, entry in tree.items()}
