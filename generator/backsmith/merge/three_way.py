"""Merge three trees with git, in the quarantine: `merge-tree`, or `merge` where git is too old."""

from dataclasses import dataclass
from functools import cache

from backsmith.git import Git, find_version
from backsmith.merge.quarantine import PROJECT, TEMPLATE, Quarantine
from backsmith.merge.shapes import SUBMODULE, Stages, Tree
from backsmith.merge.trees import parse_stages, read_tree

MERGE_TREE = (2, 38)  # the first git with `merge-tree --write-tree`


@dataclass(frozen=True)
class Outcome:
    """What git made of three trees: the merged one, and what it could not decide."""

    tree: Tree
    stages: Stages


def merge_trees(quarantine: Quarantine, base: Tree, ours: Tree, theirs: Tree) -> Outcome:
    """Return the merge of `ours` and `theirs`, which both came from `base`."""
    way = merge_in_folder if is_git_old() else merge_without_folder
    return way(quarantine, base, ours, theirs)


def merge_without_folder(quarantine: Quarantine, base: Tree, ours: Tree, theirs: Tree) -> Outcome:
    """Merge without any work tree."""
    modules = _store(quarantine, base, ours, theirs)
    git = quarantine.git
    words = ("merge-tree", "--write-tree", "-z", "--no-messages", PROJECT, TEMPLATE)
    tree, *records = git.ask(*words, ok=(0, 1)).out.split(b"\0")
    stages = parse_stages([record for record in records if record])
    return Outcome(read_tree(git, tree.decode()) | modules, stages)


def merge_in_folder(quarantine: Quarantine, base: Tree, ours: Tree, theirs: Tree) -> Outcome:
    """Merge in a folder of the quarantine, as git before 2.38 has to."""
    modules = _store(quarantine, base, ours, theirs)
    folder = quarantine.folder / "work"
    folder.mkdir()
    git = Git(folder).using(GIT_DIR=quarantine.folder, GIT_WORK_TREE=folder)
    git.ask("config", "core.bare", "false")
    git.ask("read-tree", "-u", "--reset", PROJECT)
    git.ask("merge", "--no-commit", "--no-ff", "--no-stat", "-s", "ort", TEMPLATE, ok=(0, 1))
    records = git.ask("ls-files", "-u", "-z").out.split(b"\0")
    git.ask("add", "-A", "-f", ".")
    stages = parse_stages([record for record in records if record])
    return Outcome(read_tree(git, git.read("write-tree")) | modules, stages)


def _store(quarantine: Quarantine, base: Tree, ours: Tree, theirs: Tree) -> Tree:
    """Write the three sides into the quarantine; return the project's submodules.

    Those stay as the project has them: no template brings or takes one.
    """
    modules = {path: entry for path, entry in ours.items() if entry.mode == SUBMODULE}
    plain = {path: entry for path, entry in ours.items() if path not in modules}
    first = quarantine.put_commit(quarantine.put_tree(base))
    quarantine.point(PROJECT, quarantine.put_commit(quarantine.put_tree(plain), [first]))
    quarantine.point(TEMPLATE, quarantine.put_commit(quarantine.put_tree(theirs), [first]))
    return modules


@cache
def is_git_old() -> bool:
    """Return whether this git merges only in a work tree."""
    return find_version() < MERGE_TREE
