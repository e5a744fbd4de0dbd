"""The last safety net: every line that the user added is in the result, or it is not used."""

from collections import Counter
from collections.abc import Iterable, Mapping

from backsmith.merge.quarantine import Quarantine
from backsmith.merge.shapes import FILE, PROGRAM, Tree

Lines = Counter[bytes]


def find_lost(base: Tree, ours: Tree, result: Tree, quarantine: Quarantine) -> list[str]:
    """Return the paths of `ours` of which the result would lose a line or a binary.

    A line counts as the user's by how often it is in a file more than in its base. It has to be
    in the result at the same path, or all of them at one other path that the merge has written.
    """
    suspects = [path for path, entry in ours.items() if result.get(path) != entry]
    edited = [path for path in suspects if base.get(path) != ours[path]]
    if not edited:
        return []
    written = {path: e for path, e in result.items() if ours.get(path) != e}
    written |= {path: result[path] for path in edited if path in result}
    wanted = [tree[path].blob for path in edited for tree in (base, ours) if path in tree]
    blobs = quarantine.read([*wanted, *(e.blob for e in written.values())])
    there = {path: count_lines(blobs[entry.blob]) for path, entry in written.items()}
    ids = {entry.blob for entry in result.values()}
    spare = _count_missing(base, ours, quarantine)
    return [path for path in edited if not _is_there(path, base, ours, there, ids, blobs, spare)]


def count_lines(data: bytes) -> Lines:
    """Return how often each line is in a file, whatever its end."""
    return Counter(line.rstrip(b"\r") for line in data.split(b"\n"))


def is_binary(data: bytes) -> bool:
    """Return whether git takes a file for a binary one."""
    return b"\0" in data[:8000]


def _is_there(
    path: str,
    base: Tree,
    ours: Tree,
    there: Mapping[str, Lines],
    ids: set[str],
    blobs: Mapping[str, bytes],
    spare: Lines,
) -> bool:
    """Return whether all that the user gave a path is somewhere in the result."""
    entry = ours[path]
    data = blobs[entry.blob]
    if entry.blob in ids:
        return True
    if entry.mode not in (FILE, PROGRAM) or is_binary(data):
        return path in base and base[path].blob == entry.blob
    old = count_lines(blobs[base[path].blob]) if path in base else spare
    added = count_lines(data) - old
    added.pop(b"", None)
    return not added or any(not added - lines for lines in _list_candidates(path, there))


def _list_candidates(path: str, there: Mapping[str, Lines]) -> Iterable[Lines]:
    """Give the lines of the file at `path`, then of every other one that the merge writes."""
    if path in there:
        yield there[path]
    yield from (lines for other, lines in there.items() if other != path)


def _count_missing(base: Tree, ours: Tree, quarantine: Quarantine) -> Lines:
    """Return the lines of base files that the project has no more: it may have moved them."""
    gone = [entry.blob for path, entry in base.items() if path not in ours]
    lines: Lines = Counter()
    for data in quarantine.read(gone).values():
        lines += count_lines(data)
    return lines
