"""End a process when whoever started it is gone, however that came about."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

WATCH = """
runs() { kill -s 0 "$1" && ! grep -qs ") Z " "/proc/$1/stat"; }  # a zombie does not

read -r _ && exit
kill -s "$1" "$2"
rounds=500
while runs "$2" && [ $((rounds -= 1)) -gt 0 ]; do sleep 0.02; done
shift 2
rm -rf "$@"
"""


@contextmanager
def ended_with_us(
    pid: int, stop: signal.Signals = signal.SIGTERM, folders: Sequence[Path] = ()
) -> Iterator[None]:
    """If this process dies in the block, have `pid` ended with `stop`, and `folders` deleted.

    A shell waits at a pipe that the system closes when we die: kill -9 is noticed as well.
    """
    name = stop.name.removeprefix("SIG")
    command: list[str | Path] = ["sh", "-c", WATCH, "watch", name, str(pid), *folders]
    watcher = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        watcher.communicate(b"\n")
