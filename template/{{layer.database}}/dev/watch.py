"""Start a process that ends when whoever started it is gone, however that came about."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WATCH = """
runs() { kill -s 0 "$1" && ! grep -qs ") Z " "/proc/$1/stat"; }  # a zombie does not

while read -r said; do
    [ "$said" = over ] && exit
    process=$said
done
kill -s "$1" "$process"
rounds=500
while runs "$process" && [ $((rounds -= 1)) -gt 0 ]; do sleep 0.02; done
shift
rm -rf "$@"
"""
BEGIN = 'echo $$ >&0; exec "$@" </dev/null'  # its input leads to the watcher: it says who it is


@contextmanager
def watched(
    command: Sequence[object],
    stop: signal.Signals = signal.SIGTERM,
    sweep: Sequence[Path] = (),
    **how: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the process of `command`, and watch it until the block ends.

    If this process dies in the block, the other gets the signal `stop`, and the folders `sweep`
    are deleted. A shell waits at a pipe that the system closes when we die: kill -9 is noticed.
    """
    name = stop.name.removeprefix("SIG")
    watch = ["sh", "-c", WATCH, "watch", name, *map(str, sweep)]
    begin = ["sh", "-c", BEGIN, "begin", *map(str, command)]
    watcher = subprocess.Popen(  # noqa: S603
        watch, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield subprocess.Popen(begin, stdin=watcher.stdin, start_new_session=True, **how)  # noqa: S603
    finally:
        watcher.communicate(b"over\n")
