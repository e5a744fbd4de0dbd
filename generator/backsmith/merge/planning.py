"""Which files of the disk a merge writes and removes, and what stands in its way."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from backsmith.errors import GitFailed
from backsmith.merge.disk import describe, find_obstacle, is_same, look, read
from backsmith.merge.filters import Filters
from backsmith.merge.outside import SECOND, Outside, Settled
from backsmith.merge.settling import Verdict
from backsmith.merge.shapes import (
    ABSENT,
    LINK,
    PROGRAM,
    SUBMODULE,
    Content,
    Entry,
    Look,
    Step,
    Tree,
)

UNCOMMITTED = "it has changes that no commit has"
UNTRACKED = "git does not know it"


@dataclass(frozen=True)
class Plan:
    """What is to be done on the disk.

    Attributes:
        steps: removals first, so that there is room.
        in_way: path -> why writing now would lose something.
        beside: files that lie beside one in conflict.
        done: paths whose second version lies there already.
    """

    steps: tuple[Step, ...] = ()
    in_way: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    done: frozenset[str] = frozenset()


@dataclass
class _Draft:
    """A plan in the making."""

    filters: Filters
    head: Tree
    steps: list[Step] = field(default_factory=list)
    in_way: dict[str, str] = field(default_factory=dict)
    dirty: dict[str, Look] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.filters.quarantine.repository.root


def make_plan(
    verdict: Verdict, settled: Settled, outside: Outside, head: Tree, filters: Filters
) -> Plan:
    """Return what writing `verdict` and `settled` does to the disk."""
    ours = head | outside.loose
    result = verdict.tree
    written = {p: e for p, e in result.items() if ours.get(p) != e and e.mode != SUBMODULE}
    removed = sorted(path for path in ours if path not in result)
    contents = filters.restore(written | settled.tree, result)
    draft = _Draft(filters, ours)
    for path in removed:
        _plan_path(draft, path, None)
    for path, entry in sorted(written.items()):
        _plan_path(draft, path, (entry, contents[path]))
    _refuse_edits(draft, outside)
    for path in sorted(settled.removed):
        _plan_ignored(draft, path, None)
    for path, entry in sorted(settled.tree.items()):
        _plan_ignored(draft, path, (entry, contents[path]))
    beside, done = _plan_beside(draft, verdict, settled, result)
    _refuse_obstacles(draft)
    steps = sorted(draft.steps, key=lambda step: (step.after is not None, step.path))
    return Plan(tuple(steps), draft.in_way, beside, done)


def _plan_path(draft: _Draft, path: str, wanted: tuple[Entry, bytes] | None) -> None:
    """Plan one path that HEAD, or the template's new tree, has."""
    root, before = draft.root, ABSENT
    if not find_obstacle(root, path):
        before = look(root, path)
    old = draft.head.get(path)
    after = make_content(*wanted, before, old) if wanted else None
    if is_same(before, describe(after)) or (after is None and before.kind == "folder"):
        return
    if old is None and before.kind not in ("absent", "folder"):
        draft.in_way[path] = UNTRACKED
    elif old is not None:
        draft.dirty[path] = before
    draft.steps.append(Step(path, before, after))


def _plan_ignored(draft: _Draft, path: str, wanted: tuple[Entry, bytes] | None) -> None:
    """Plan one path that git ignores: what is there was merged, and will be backed up."""
    before = look(draft.root, path)
    after = make_content(*wanted, before, None) if wanted else None
    if not is_same(before, describe(after)):
        draft.steps.append(Step(path, before, after))


def _plan_beside(
    draft: _Draft, verdict: Verdict, settled: Settled, result: Tree
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Plan the template's versions that lie beside the user's."""
    names, done = [], set()
    wanted = verdict.beside | settled.beside
    contents = draft.filters.restore(wanted, result)
    for path, entry in sorted(wanted.items()):
        own = look(draft.root, path)
        after = make_content(entry, contents[path], own, None)
        name, number = f"{path}{SECOND}", 1
        while name in result or not _is_free(draft, name, after):
            number += 1
            name = f"{path}{SECOND}{number}"
        before = look(draft.root, name)
        if is_same(before, describe(after)):
            done.add(path)
        else:
            draft.steps.append(Step(name, before, after))
        if path in verdict.beside:
            names.append(name)
    return tuple(names), frozenset(done)


def _is_free(draft: _Draft, name: str, after: Content) -> bool:
    """Return whether nothing lies at `name`, or what is to lie there."""
    before = look(draft.root, name)
    return before == ABSENT or is_same(before, describe(after))


def _refuse_edits(draft: _Draft, outside: Outside) -> None:
    """Note every path to be written whose file is not what HEAD has."""
    name = draft.filters.quarantine.name
    unlike = []
    for path in draft.dirty:
        entry = draft.head[path]
        content = read(draft.root, path) if not find_obstacle(draft.root, path) else None
        if path in outside.loose:
            draft.in_way[path] = UNTRACKED
        elif content is None or content.is_link != (entry.mode == LINK):
            draft.in_way[path] = UNCOMMITTED
        elif name("blob", content.data) != entry.blob:
            unlike.append(path)
    cleaned: Tree = {}
    if draft.filters.is_needed:
        with suppress(GitFailed):  # a file that git cannot read by its rules is an edited one
            cleaned = draft.filters.store_files(unlike)
    for path in unlike:
        if path not in cleaned or cleaned[path].blob != draft.head[path].blob:
            draft.in_way[path] = UNCOMMITTED


def _refuse_obstacles(draft: _Draft) -> None:
    """Note every path that cannot be written because something else lies on its way."""
    removed = {step.path for step in draft.steps if step.after is None}
    for step in draft.steps:
        if step.after is None:
            continue
        obstacle = find_obstacle(draft.root, step.path)
        if obstacle is not None and obstacle not in removed:
            is_link = (draft.root / obstacle).is_symlink()
            draft.in_way[step.path] = f"{obstacle} is {'a link' if is_link else 'no folder'}"
        if step.before.kind == "other":
            draft.in_way[step.path] = "it is no plain file"
        if step.before.kind == "folder":
            _refuse_folder(draft, step.path, removed)


def _refuse_folder(draft: _Draft, path: str, removed: set[str]) -> None:
    """Note a file that is to lie where a folder still holds something."""
    place = draft.root / path
    for folder, _, names in os.walk(place):
        for name in names:
            inside = os.path.relpath(os.path.join(folder, name), draft.root)  # noqa: PTH118
            if inside not in removed:
                draft.in_way[path] = f"a folder lies there, with {inside} in it"
                return


def make_content(entry: Entry, data: bytes, before: Look, old: Entry | None) -> Content:
    """Return what is to lie on the disk; a file keeps the rights that it has there."""
    if entry.mode == LINK:
        return Content(data, 0, is_link=True)
    is_program = entry.mode == PROGRAM
    if before.kind != "file":
        return Content(data, (0o777 if is_program else 0o666) & ~find_umask())
    mode = before.mode
    if old is None or old.mode != entry.mode:
        mode = mode | (mode & 0o444) >> 2 if is_program else mode & ~0o111
    return Content(data, stat.S_IMODE(mode))


def find_umask() -> int:
    """Return the rights that new files of this process do not get."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
