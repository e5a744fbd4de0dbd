"""Questions that a stranger wrote, read within bounds: aliases may help, and may not multiply."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from backsmith.errors import RenderFailed
from backsmith.safe_loader import SafeLoader
from backsmith.say import flatten

MOST_BYTES = 1 << 20
MOST_VALUES = 100_000  # with every alias written out
MOST_DEPTH = 50
SUFFIXES = (".yml", ".yaml")


def read_documents(root: Path) -> list[dict[str, Any]]:
    """Return the documents of a template's `copier.yml`, each `!include` in its place.

    Raises:
        RenderFailed: it is too large, or not what copier reads.
    """
    found = sorted(p for p in root.glob("copier.*") if p.suffix.lower() in SUFFIXES)
    if len(found) > 1:
        raise _refuse("has two files of questions")
    try:
        return [part for path in found for part in _read(path, root.resolve())]
    except (yaml.YAMLError, OSError, ValueError, TypeError, RecursionError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise _refuse(f"has questions that cannot be read: {flatten(reason)}") from error


def _read(path: Path, root: Path, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Give the documents of one file."""
    path = path.resolve()
    if depth > MOST_DEPTH or not path.is_relative_to(root) or not path.is_file():
        raise ValueError("a file that is included is not there")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} is larger than 1 MiB")

    class Loader(SafeLoader):
        """Knows `!include`, which names files below the template's root."""

    def include(_: SafeLoader, node: yaml.Node) -> list[dict[str, Any]]:
        """Return the documents of every file that the pattern of an `!include` names."""
        pattern = str(node.value)
        if pattern.startswith("/"):
            raise ValueError("!include names a file outside of the template")
        return [part for p in sorted(root.glob(pattern)) for part in _read(p, root, depth + 1)]

    Loader.add_constructor("!include", include)
    content = path.read_bytes()
    for node in yaml.compose_all(content, Loader=SafeLoader):
        count_values(node)
    for document in yaml.load_all(content, Loader=Loader):
        for part in document if isinstance(document, list) else [document]:
            if part is not None and not isinstance(part, dict):
                raise ValueError("a document is no mapping")
            yield part or {}


def count_values(node: yaml.Node | None, seen: dict[int, int] | None = None, depth: int = 0) -> int:
    """Return how many values a document has with every alias written out.

    Raises:
        ValueError: more than anybody writes, or one that contains itself.
    """
    if not isinstance(node, yaml.CollectionNode):
        return 1
    seen = {} if seen is None else seen
    if id(node) in seen:
        count = seen[id(node)]
    else:
        seen[id(node)] = MOST_VALUES + 1  # until it is counted: what contains itself has no end
        below = [n for pair in node.value for n in (pair if isinstance(pair, tuple) else (pair,))]
        if depth > MOST_DEPTH:
            raise ValueError(f"it is nested deeper than {MOST_DEPTH} levels")
        count = seen[id(node)] = 1 + sum(count_values(n, seen, depth + 1) for n in below)
    if count > MOST_VALUES:
        raise ValueError(f"its aliases make more than {MOST_VALUES} values")
    return count


def _refuse(reason: str) -> RenderFailed:
    """Return the error that refuses a template."""
    return RenderFailed(f"The template {reason}.", "Tell those who keep it.")
