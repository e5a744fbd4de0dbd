"""Work that the caller does not wait for.

It runs in this process, a few jobs at a time, and is finished before the process ends.
A queue takes its place by putting an object with the same `later` into `app.state.jobs`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, ParamSpec, Protocol

import structlog
from fastapi import Depends, Request

log = structlog.get_logger(__name__)

P = ParamSpec("P")
DRAIN_SECONDS = 3.0


class Jobs(Protocol):
    """Where work is handed over."""

    def later(
        self, job: Callable[P, Awaitable[object]], /, *args: P.args, **kwargs: P.kwargs
    ) -> None: ...


class JobsInProcess:
    """Jobs that run in this process, `at_once` of them side by side."""

    def __init__(self, at_once: int = 4) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self.tasks: set[asyncio.Task[None]] = set()

    def later(
        self, job: Callable[P, Awaitable[object]], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Run `job` soon. What it raises is logged and goes no further."""

        async def run() -> None:
            async with self.slots:
                try:
                    await job(*args, **kwargs)
                except Exception:
                    log.exception("job failed", job=getattr(job, "__qualname__", repr(job)))

        task = asyncio.create_task(run())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Wait for the jobs that were accepted; name how many could not be finished."""
        if self.tasks:
            _, unfinished = await asyncio.wait(set(self.tasks), timeout=seconds)
            for task in unfinished:
                task.cancel()
            if unfinished:
                log.error("jobs were cut short", count=len(unfinished))


@asynccontextmanager
async def open_jobs() -> AsyncIterator[JobsInProcess]:
    """Give the jobs of this process; leave when they are finished."""
    jobs = JobsInProcess()
    yield jobs
    await jobs.drain()


async def read_jobs(request: Request) -> Jobs:
    """Return where this service hands its work over."""
    jobs: Jobs = request.app.state.jobs
    return jobs


RequestJobs = Annotated[Jobs, Depends(read_jobs)]
