"""From which lines of the service a statement came, through the tasks that a request starts."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
OWN = (f"{ROOT}/src/app/", f"{ROOT}/tests/")
WAY = (f"{ROOT}/src/app/core/database/", f"{ROOT}/tests/statements.py")  # what all pass through


@dataclass(frozen=True, slots=True)
class Step:
    """A line that was being carried out; two steps with one `key` are in one and the same call."""

    key: int
    file: str
    line: int

    @property
    def place(self) -> str:
        """How people call the line."""
        return f"{Path(self.file).relative_to(ROOT)}:{self.line}"


def read_steps(request: "asyncio.Task[Any] | None", frames: list[FrameType]) -> tuple[Step, ...]:
    """Return the way to the statement that runs now, outermost first.

    A task that the request has started begins a stack of its own: what the request waits at comes
    before it. The frames are laid by, so that no key is given twice.
    """
    own = [*read_running(sys._getframe())][::-1]
    if request is not None and asyncio.current_task() is not request:
        own = [*read_waiting(request.get_coro()), *own]
    frames += own
    return tuple(Step(id(frame), frame.f_code.co_filename, frame.f_lineno) for frame in own)


def read_running(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the project's frames of what runs now, innermost first."""
    while frame is not None:
        if is_own(frame):
            yield frame
        frame = frame.f_back


def read_waiting(waiting: Any) -> Iterator[FrameType]:
    """Yield the project's frames of a chain of coroutines that waits, outermost first."""
    while waiting is not None:
        frame = getattr(waiting, "cr_frame", None) or getattr(waiting, "ag_frame", None)
        if frame is not None and is_own(frame):
            yield frame
        waiting = getattr(waiting, "cr_await", None) or getattr(waiting, "ag_await", None)


def is_own(frame: FrameType) -> bool:
    """Say whether a frame is the project's, and not only what every statement passes through."""
    file = frame.f_code.co_filename
    return file.startswith(OWN) and not file.startswith(WAY)
