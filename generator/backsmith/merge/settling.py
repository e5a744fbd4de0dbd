"""What git could not decide: markers name the template, and the user's bytes stay in place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from backsmith.merge.aligning import Aligned
from backsmith.merge.outside import SECOND
from backsmith.merge.quarantine import PROJECT, TEMPLATE, Quarantine
from backsmith.merge.shapes import FILE, PROGRAM, Change, Entry, Kind, Stages, Tree
from backsmith.merge.three_way import Outcome

OURS = re.compile(rb"^(<{7} )HEAD(?=[:\r\n])", re.MULTILINE)  # as an old git names it
THEIRS = re.compile(rb"^(>{7} )" + TEMPLATE.encode() + rb"(?=[:\r\n]|\Z)", re.MULTILINE)


@dataclass
class Verdict:
    """A merged tree with what a person has to decide.

    Attributes:
        tree: the merged project.
        stages: its conflicts, as git's index will have them.
        beside: the template's versions that lie beside the user's: path -> entry.
        details: why a path is in conflict.
        kept: a word on paths that were left as they are.
    """

    tree: Tree
    stages: Stages
    beside: Tree = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    kept: list[Change] = field(default_factory=list)


def settle(outcome: Outcome, aligned: Aligned, quarantine: Quarantine, label: str) -> Verdict:
    """Return git's merge with each of its conflicts as a person should meet it."""
    verdict = Verdict(dict(outcome.tree), {})
    for path, stages in sorted(outcome.stages.items()):
        if _is_removed_by_user(path, stages, aligned):
            verdict.tree.pop(path, None)
            detail = "you removed it, and the template has changed it"
            verdict.kept.append(Change(path, Kind.KEPT, detail=detail))
            continue
        verdict.stages[path] = stages
        verdict.details[path] = _settle_path(path, stages, verdict)
    _relabel(verdict, quarantine, label)
    return verdict


def hold(verdict: Verdict, paths: Iterable[str], base: Tree, ours: Tree, theirs: Tree) -> None:
    """Make conflicts of paths of which git's merge would have lost something."""
    for path in paths:
        verdict.tree[path] = ours[path]
        sides = ((1, base), (2, ours), (3, theirs))
        verdict.stages[path] = {stage: tree[path] for stage, tree in sides if path in tree}
        verdict.details[path] = "a merge would have lost lines of yours: yours stays"
        if path in theirs:
            verdict.beside[path] = theirs[path]
            verdict.details[path] += f", the template's is beside it: {path}{SECOND}"


def _is_removed_by_user(path: str, stages: dict[int, Entry], aligned: Aligned) -> bool:
    """Return whether the user removed a file that the template goes on with."""
    return set(stages) == {1, 3} and path in aligned.base and path not in aligned.ours


def _settle_path(path: str, stages: dict[int, Entry], verdict: Verdict) -> str:
    """Settle one conflict; return its reason."""
    found = verdict.tree.get(path)
    if 2 in stages and 3 not in stages:
        return "the template has removed it, and you changed it: yours stays"
    if {2, 3} <= set(stages) and found and found.blob == stages[2].blob:
        verdict.beside[path] = stages[3]
        return f"no lines to merge: yours stays, the template's is beside it: {path}{SECOND}"
    if {2, 3} <= set(stages) and found and found.mode in (FILE, PROGRAM):
        return "you and the template changed the same lines"
    return "you and the template moved it, or made different things of it"


def _relabel(verdict: Verdict, quarantine: Quarantine, label: str) -> None:
    """Name the template's side in the markers of every conflicting file."""
    sides = {entry.blob for stages in verdict.stages.values() for entry in stages.values()}
    marked = {
        path: entry
        for path, entry in verdict.tree.items()
        if entry.mode in (FILE, PROGRAM) and entry.blob not in sides and path in verdict.stages
    }
    blobs = quarantine.read(entry.blob for entry in marked.values())
    name = label.encode(errors="surrogateescape")
    for path, entry in marked.items():
        data = OURS.sub(rb"\1" + PROJECT.encode(), blobs[entry.blob])
        data = THEIRS.sub(lambda found: found[1] + name, data)
        verdict.tree[path] = Entry(entry.mode, quarantine.put(data))
