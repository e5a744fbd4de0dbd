"""Draw the tree of a project's files as text."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

Node = dict[str, Any]  # name to what lies below it; a file has nothing below


def draw(title: str, paths: Iterable[PurePosixPath], depth: int = 99) -> list[str]:
    """Return the lines of a tree; folders below `depth` show only how many files they hold."""
    root: Node = {}
    for path in sorted(paths):
        node = root
        for part in path.parts:
            node = node.setdefault(part, {})
    return [title, *_branches(root, "", depth)]


def _branches(node: Node, indent: str, depth: int) -> Iterator[str]:
    """Give the lines below one folder: folders first, then files, each by name."""
    names = sorted(node, key=lambda name: (not node[name], name))
    for name in names:
        last = name == names[-1]
        below = node[name]
        folded = bool(below) and depth <= 1
        label = f"{name}/" if below else name
        yield f"{indent}{'└── ' if last else '├── '}{label}{_say_count(below) if folded else ''}"
        if below and not folded:
            yield from _branches(below, indent + ("    " if last else "│   "), depth - 1)


def _say_count(below: Node) -> str:
    """Return how many files a folded folder holds, as the tree says it."""
    files = _count(below)
    return f" ({files} file{'s' if files > 1 else ''})"


def _count(node: Node) -> int:
    """Return how many files lie below a folder."""
    return sum(_count(below) if below else 1 for below in node.values())
