"""What a template of somebody else may use of this machine while it renders in this process."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from backsmith.errors import RenderFailed

MEMORY = Path("/proc/self/statm")  # its first number: pages of memory that we may address


@dataclass(frozen=True)
class Bounds:
    """The most that one text of a template may take.

    Attributes:
        seconds: of the processor.
        megabytes: of memory, beside what the process has already.
    """

    seconds: int = 30
    megabytes: int = 1024

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold whatever is done in the block within these bounds.

        Only the main thread can be told that its time is over; others are not bounded.

        Raises:
            RenderFailed: it wanted more.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        limits = {resource.RLIMIT_CPU: self._find_end(), resource.RLIMIT_AS: self._find_memory()}
        before = {name: resource.getrlimit(name) for name in limits}
        handler = signal.signal(signal.SIGXCPU, _stop)
        try:
            for name, most in limits.items():
                _lower(name, most)
            yield
        except (MemoryError, OverflowError) as error:
            raise _explain("memory") from error
        finally:
            for name, limit in before.items():
                resource.setrlimit(name, limit)
            signal.signal(signal.SIGXCPU, handler)

    def _find_end(self) -> int:
        """Return how many seconds of the processor this process will have used at the end."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return int(used.ru_utime + used.ru_stime) + self.seconds + 1

    def _find_memory(self) -> int:
        """Return how many bytes may be addressed; no limit where nobody says what we have now."""
        try:
            pages = int(MEMORY.read_text().split()[0])
        except OSError:
            return resource.RLIM_INFINITY
        return pages * resource.getpagesize() + self.megabytes * 1024 * 1024


def _lower(name: int, most: int) -> None:
    """Lower the soft limit of one resource; what is lower already stays."""
    soft, hard = resource.getrlimit(name)
    given = [limit for limit in (soft, hard, most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(name, (min(given, default=resource.RLIM_INFINITY), hard))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """End what has used up its time."""
    raise _explain("time of the processor")


def _explain(what: str) -> RenderFailed:
    """Return the error that says of what there was too little."""
    return RenderFailed(
        f"The template wanted more {what} than one may have.",
        "Nothing was written. Look at what the template does, or take another version of it.",
    )
