"""Check many repositories at once: a process for each processor, one broken one stops nobody."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from time import monotonic

from backsmith.checking.findings import Report
from backsmith.checking.repository import check
from backsmith.checking.wanted import Wanted
from backsmith.say import tell

PATIENCE = 1.0  # seconds after which a person wants to hear something
BETWEEN = 5.0  # seconds between two lines in a log that nobody watches
Futures = dict[Future[Report], Path]


def check_all(paths: Sequence[Path], wanted: Wanted) -> list[Report]:
    """Return a report for each path, in their order."""
    if len(paths) == 1:
        return [check(paths[0], wanted)]
    found = dict(_show_progress(_check_at_once(paths, wanted), len(paths)))
    return [found[path] for path in paths]


def _check_at_once(paths: Sequence[Path], wanted: Wanted) -> Iterator[tuple[Path, Report]]:
    """Give each path with its report, as they come."""
    broken = []
    for path, report in _run_pool(list(dict.fromkeys(paths)), wanted, count_processors()):
        if report is None:
            broken.append(path)  # the pool ended with one of them: look at each alone
        else:
            yield path, report
    for path in broken:
        for _, report in _run_pool([path], wanted, 1):
            yield path, report or _give_up(path, "The process that looked at it was ended.")


def _run_pool(
    paths: Sequence[Path], wanted: Wanted, workers: int
) -> Iterator[tuple[Path, Report | None]]:
    """Give each path with its report, or with nothing where its process died."""
    method = "fork" if sys.platform == "linux" else "spawn"  # a fork has our imports already
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(min(workers, len(paths)), context, _begin_worker)
    try:
        futures: Futures = {pool.submit(_check_safely, path, wanted): path for path in paths}
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except BrokenProcessPool:
                yield futures[future], None
    except BaseException:  # ^C above all: nobody waits for the rest
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()


def _begin_worker() -> None:
    """Leave ^C to the process that a person looks at; end with every `finally` when told to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _check_safely(path: Path, wanted: Wanted) -> Report:
    """Return the report of one repository, also where we fail over it."""
    try:
        return check(path, wanted)
    except Exception as error:  # a fault of ours: told, and the others go on
        return _give_up(path, f"This is a fault of backsmith: {type(error).__name__}: {error}.")


def _give_up(path: Path, message: str) -> Report:
    """Return the report of a repository that could not be looked at."""
    return Report(
        path, path.absolute(), error=message, hint=f"Look at it alone: backsmith check {path}"
    )


def _show_progress(
    found: Iterator[tuple[Path, Report]], total: int
) -> Iterator[tuple[Path, Report]]:
    """Give what is found, and say from time to time how far it is."""
    watched = sys.stderr.isatty()
    following = monotonic() + PATIENCE
    for number, pair in enumerate(found, 1):
        yield pair
        if number < total and monotonic() >= following:
            tell(f"checked {number} of {total}")
            following = monotonic() + (PATIENCE if watched else BETWEEN)


def count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
