"""Files that the template and the project write together: the template's lines have to be there.

The project adds lines wherever it likes. What is compared is each line without its end and without
what the template lets move; blank lines and lines of the example resource may go.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from backsmith.checking.ownership import Ownership

FIRST = re.compile(r"\s*[\w.-]{2,}(?=[\s:=])")  # a key, an instruction
SIMILAR = 0.6  # from here on, a line is an edit of another and no line of its own


@dataclass(frozen=True)
class Gap:
    """A line of the template that is not there.

    Attributes:
        line: where the project's file would have it, counted from 1.
    """

    line: int
    text: str


@dataclass(frozen=True)
class Mended:
    """A shared file with the template's lines in it again.

    Attributes:
        dropped: lines of the project that were edits of the template's, and gave way to them.
    """

    text: str
    dropped: tuple[str, ...]


def find_gaps(wanted: str, found: str, ownership: Ownership) -> list[Gap]:
    """Return the lines of `wanted`, the template's text, that `found` does not have in order."""
    needed = [line for line in wanted.split("\n") if _is_needed(line, ownership)]
    present = [(n, line) for n, line in enumerate(found.split("\n"), 1) if line.strip()]
    settled = [ownership.settle(line) for line in needed]
    there = [ownership.settle(line) for _, line in present]
    if _is_within(settled, there):
        return []
    places = [n for n, _ in present] or [1]
    matcher = SequenceMatcher(None, settled, there, autojunk=False)
    return [
        Gap(places[min(at, len(places) - 1)], line)
        for word, begin, end, at, _ in matcher.get_opcodes()
        if word in ("delete", "replace")
        for line in needed[begin:end]
    ]


def mend(wanted: str, found: str, ownership: Ownership) -> Mended:
    """Return `found` with every line of the template that it lacks, and every line it added."""
    ours, theirs = wanted.split("\n"), found.split("\n")
    dropped: list[str] = []
    matcher = SequenceMatcher(
        None, [ownership.settle(x) for x in ours], [ownership.settle(x) for x in theirs], False
    )
    lines: list[str] = []
    for word, a, b, c, d in matcher.get_opcodes():
        if word in ("equal", "insert"):
            lines += theirs[c:d]
            continue
        missing = list(_keep_needed(ours[a:b], ownership))
        edits = set(_find_edits(missing, theirs[c:d]))
        dropped += [line for n, line in enumerate(theirs[c:d]) if n in edits]
        lines += missing
        lines += [line for n, line in enumerate(theirs[c:d]) if n not in edits]
    return Mended("\n".join(lines), tuple(dropped))


def _is_needed(line: str, ownership: Ownership) -> bool:
    """Return whether a line of the template has to be there."""
    return bool(line.strip()) and not ownership.is_example(line)


def _keep_needed(lines: Sequence[str], ownership: Ownership) -> Iterator[str]:
    """Give what has to come back of a block: blank lines only beside lines that do."""
    if any(_is_needed(line, ownership) for line in lines):
        yield from (line for line in lines if not ownership.is_example(line))


def _is_within(needed: Sequence[str], present: Sequence[str]) -> bool:
    """Return whether `present` has all of `needed`, in its order."""
    rest = iter(present)
    return all(line in rest for line in needed)


def _find_edits(missing: Sequence[str], lines: Sequence[str]) -> Iterator[int]:
    """Give the places in `lines` of what is an edited line of `missing`: each of them once."""
    open_ = [line for line in missing if line.strip()]
    for place, line in enumerate(lines):
        rated = [(_rate(line, other), other) for other in open_]
        best, other = max(rated, default=(0.0, ""))
        if best >= SIMILAR:
            open_.remove(other)
            yield place


def _rate(line: str, other: str) -> float:
    """Return how much two lines are one: 1 is the most. `USER root` is an edited `USER app`."""
    ratio = SequenceMatcher(None, line, other, False).ratio()
    words = [match.group() for text in (line, other) if (match := FIRST.match(text))]
    same = len(words) == 2 and words[0] == words[1]
    return max(ratio, SIMILAR) if same else ratio
