"""Compute a whole merge before one byte is written."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from backsmith.errors import GitFailed
from backsmith.merge.aligning import align, find_behind, keep
from backsmith.merge.changes import list_behind, list_changes, list_kept
from backsmith.merge.filters import find_filters
from backsmith.merge.outside import Settled, find_outside, settle_ignored
from backsmith.merge.planning import Plan, make_plan
from backsmith.merge.quarantine import Quarantine, open_quarantine, open_scratch
from backsmith.merge.repository import Repository, check_ready, find_repository
from backsmith.merge.safety import find_lost
from backsmith.merge.settling import Verdict, hold, settle
from backsmith.merge.shapes import Change, Kind, Sides, Stages, Step, Tree
from backsmith.merge.three_way import Outcome, merge_trees
from backsmith.merge.trees import list_folders, read_head

Merger = Callable[[Quarantine, Tree, Tree, Tree], Outcome]  # base, ours, theirs


@dataclass(frozen=True)
class Merge:
    """A merge that was computed and not yet written.

    Attributes:
        repository: where it belongs.
        changes: a word on every path that differs, or that is worth one; sorted.
        steps: what writing it does on the disk.
        in_way: why it must not be written now: a path, and what is the matter with it.
        tree: the merged project, as git would have it.
        blobs: what of `tree` and `stages` the repository does not have yet, by id.
        stages: the conflicts, as git's index will have them.
        beside: written beside because of a conflict: swept when that is resolved.
    """

    repository: Repository
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]
    in_way: Mapping[str, str]
    tree: Tree
    blobs: Mapping[str, bytes]
    stages: Stages
    beside: tuple[str, ...]

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return the paths that wait for a person."""
        return tuple(sorted(self.stages))

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to write."""
        return not self.steps and not self.in_way and not self.stages

    def export(self, folder: Path) -> None:
        """Write the merged project into an empty folder, as plain files."""
        from backsmith.merge.branch import export

        export(self, folder)


def compute(root: Path, sides: Sides, *, merger: Merger = merge_trees) -> Merge:
    """Return the merge of the project at `root` with what the template makes now.

    Nothing is written. `merger` merges the three trees; what it would lose is held back.

    Raises:
        ChangesInTheWay: there is no repository, no commit, or git is in the middle of something.
        GitFailed: git says no.
    """
    repository = find_repository(root)
    check_ready(repository)
    with open_scratch() as folder:
        quarantine = open_quarantine(folder, repository)
        head = read_head(repository)
        filters = find_filters(quarantine, head)
        known = {entry.blob for entry in head.values()}
        base, theirs = filters.store_sides(sides.old, sides.new, known)
        outside = find_outside(base, theirs, head, filters)
        settled = settle_ignored(outside, base, theirs, sides, quarantine)
        ours = head | outside.loose
        behind = find_behind(base, ours, theirs)
        left = list_behind(base, theirs, behind)
        apart = outside.ignored | behind.keys()  # settled, and none of git's business
        base, theirs = _without(base, apart), _without(theirs, apart)
        verdict, changes = _merge(base, ours, theirs, sides, quarantine, merger)
        changes += left
        plan = make_plan(verdict, settled, outside, head, filters)
        return _finish(repository, verdict, settled, changes, plan, quarantine, known)


def _merge(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    sides: Sides,
    quarantine: Quarantine,
    merger: Merger,
) -> tuple[Verdict, list[Change]]:
    """Merge what git may merge; return the verdict, and a word on each path."""
    aligned = align(base, ours, theirs, sides)
    outcome = merger(quarantine, aligned.base, aligned.ours, aligned.theirs)
    verdict = settle(outcome, aligned, quarantine, sides.label)
    answers = {sides.answers_file}
    mine = {path: entry for path, entry in ours.items() if path not in answers}
    lost = find_lost(base, mine, verdict.tree, quarantine)
    hold(verdict, lost, base, ours, theirs)
    lost = find_lost(base, mine, verdict.tree, quarantine)
    if lost := lost or sorted(verdict.tree.keys() & list_folders(verdict.tree)):
        raise GitFailed(
            f"The merge would lose lines of {lost[0]}, so nothing was written.",
            "This is a fault of backsmith: report it, with the two versions of the template.",
        )
    changes = list_changes(verdict, base, ours, aligned.moves, quarantine)
    kept = keep(base, ours, theirs, sides)
    return verdict, changes + list_kept(base, ours, theirs, kept)


def _finish(
    repository: Repository,
    verdict: Verdict,
    settled: Settled,
    changes: list[Change],
    plan: Plan,
    quarantine: Quarantine,
    known: set[str],
) -> Merge:
    """Return all that was computed, without the quarantine."""
    needed = {entry.blob for entry in verdict.tree.values()}
    needed |= {entry.blob for stages in verdict.stages.values() for entry in stages.values()}
    words = {change for change in (*changes, *settled.changes) if _is_worth(change, plan)}
    return Merge(
        repository=repository,
        changes=tuple(sorted(words)),
        steps=plan.steps,
        in_way=plan.in_way,
        tree=verdict.tree,
        blobs=quarantine.read(needed - known),
        stages=verdict.stages,
        beside=plan.beside,
    )


def _is_worth(change: Change, plan: Plan) -> bool:
    """Return whether a change is still to be made: a second run finds it done."""
    return change.kind is not Kind.BESIDE or change.path not in plan.done


def _without(tree: Tree, apart: Container[str]) -> Tree:
    """Return a tree without the paths that are settled apart."""
    return {path: entry for path, entry in tree.items() if path not in apart}
