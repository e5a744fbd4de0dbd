"""What became of each path, in the words of a report."""

from collections.abc import Mapping

from backsmith.merge.quarantine import Quarantine
from backsmith.merge.settling import Verdict
from backsmith.merge.shapes import Change, Kind, Tree


def list_changes(
    verdict: Verdict, base: Tree, ours: Tree, moves: Mapping[str, str], quarantine: Quarantine
) -> list[Change]:
    """Return a word on every path at which the merged tree differs from the project."""
    result = verdict.tree
    added = {path for path in result if path not in ours}
    removed = {path for path in ours if path not in result}
    places = find_moves(added, removed, moves, ours, result, quarantine)
    gone = set(places.values())
    changes = [Change(p, Kind.CONFLICT, detail=d) for p, d in verdict.details.items()]
    for path in sorted((added | removed | _list_edited(ours, result)) - verdict.stages.keys()):
        if path in removed:
            if path not in gone:
                changes.append(Change(path, Kind.REMOVED))
        elif path in places:
            changes.append(Change(path, Kind.MOVED, places[path]))
        elif path in added:
            changes.append(Change(path, Kind.ADDED))
        else:
            is_users = base.get(path) != ours[path]
            changes.append(Change(path, Kind.MERGED if is_users else Kind.UPDATED))
    return changes + verdict.kept


def list_kept(base: Tree, ours: Tree, theirs: Tree, kept: Tree) -> list[Change]:
    """Return a word on every path that the project owns, and of which the template has news.

    `kept` is the template's side after that rule.
    """
    detail = "it is yours; the template's has changed"
    return [
        Change(path, Kind.KEPT, detail=detail)
        for path in sorted(theirs)
        if path in ours
        and theirs[path] != kept.get(path)
        and theirs[path] not in (base.get(path), ours[path])
    ]


def list_behind(base: Tree, theirs: Tree, behind: Mapping[str, str]) -> list[Change]:
    """Return a word on each change of the template's that lies behind a link of the project's."""
    return [
        Change(path, Kind.KEPT, detail=f"behind {link}, which you made a link: not followed")
        for path, link in behind.items()
        if base.get(path) != theirs.get(path)
    ]


def find_moves(
    added: set[str],
    removed: set[str],
    moves: Mapping[str, str],
    ours: Tree,
    result: Tree,
    quarantine: Quarantine,
) -> dict[str, str]:
    """Return where each moved file lay before: new path -> old path."""
    places = {new: old for old, new in moves.items() if new in added and old in removed}
    added, removed = added - places.keys(), removed - set(places.values())
    if not added or not removed:
        return places
    before = quarantine.put_tree({path: ours[path] for path in removed})
    after = quarantine.put_tree({path: result[path] for path in added})
    words = ("diff-tree", "-r", "-M", "-z", "--name-status", "--diff-filter=R")
    records = iter(quarantine.git.find_names(*words, before, after))
    for _ in records:
        old, new = next(records), next(records)
        places[new] = old
    return places


def _list_edited(ours: Tree, result: Tree) -> set[str]:
    """Return the paths that both have, and not the same."""
    return {path for path, entry in result.items() if path in ours and ours[path] != entry}
