"""The files of PostgreSQL's log: their names, their order, and which of them are missing."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

PARTIAL: Final = ".partial"  # the end of the name of the one that is still being written
SHAPE: Final = re.compile(r"[0-9A-F]{24}(\.partial)?")
LOG_BYTES: Final = 1 << 32  # the numbers in a name count segments in logs of this size


def list_segments(folder: Path) -> list[Path]:
    """Return the files of the log in `folder`, the oldest first."""
    return sorted(path for path in folder.iterdir() if SHAPE.fullmatch(path.name))


def name_segment(path: Path) -> str:
    """Return the name that the file has, or will have when it is full."""
    return path.name.removesuffix(PARTIAL)


def name_next(name: str, segment_bytes: int) -> str:
    """Return the name of the segment after `name`."""
    timeline, log, segment = (int(name[at : at + 8], 16) for at in (0, 8, 16))
    log, segment = divmod(
        log * (LOG_BYTES // segment_bytes) + segment + 1, LOG_BYTES // segment_bytes
    )
    return f"{timeline:08X}{log:08X}{segment:08X}"


def find_missing(segments: Sequence[Path]) -> str | None:
    """Return the name of the first segment that is missing or short between the others, or None."""
    if not segments:
        return None
    whole = max(path.stat().st_size for path in segments)
    for one, following in pairwise(segments):
        if name_segment(one) == name_segment(following):
            continue  # the same, before it was full and after
        if one.stat().st_size != whole or one.suffix == PARTIAL:
            return name_segment(one)
        expected = name_next(name_segment(one), whole)
        if name_segment(following) != expected:
            return expected
    return None
