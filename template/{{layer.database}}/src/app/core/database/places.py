"""Which lines of the service wanted a statement: read from the stack, innermost first."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

HERE = str(Path(__file__).parent)
APP = str(Path(__file__).parents[2])


def read_stack() -> Iterator[FrameType]:
    """Yield the frames of the service's own code, but for those of this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_own(frame.f_code.co_filename):
            yield frame
        frame = frame.f_back


def is_own(file: str) -> bool:
    """Say whether `file` is the service's own, and none of this package's."""
    return file.startswith(APP) and not file.startswith(HERE)


def name_line(file: str, line: int) -> str:
    """Return how people call a line: `app/things/repository.py:104`."""
    return f"{Path(file).relative_to(Path(APP).parent)}:{line}"


def name_place() -> str:
    """Return the line that wants a statement right now; empty where none of ours does."""
    frame = next(read_stack(), None)
    return name_line(frame.f_code.co_filename, frame.f_lineno) if frame else ""
