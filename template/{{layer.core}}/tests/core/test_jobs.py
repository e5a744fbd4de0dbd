"""Work that nobody waits for is done all the same: a few at a time, before the process ends."""

import asyncio
from time import perf_counter

import pytest
from fastapi import FastAPI, Request
from structlog.testing import capture_logs

from app.core.jobs import JobsInProcess, open_jobs, read_jobs


def test_a_job_is_finished_before_the_end() -> None:
    done: list[int] = []

    async def note(number: int) -> None:
        await asyncio.sleep(0.01)
        done.append(number)

    async def live() -> None:
        async with open_jobs() as jobs:
            jobs.later(note, 1)
            jobs.later(note, number=2)
            assert done == []

    asyncio.run(live())
    assert sorted(done) == [1, 2]


def test_a_route_hands_its_work_to_whatever_the_service_uses() -> None:
    app = FastAPI()
    app.state.jobs = queue = object()

    assert asyncio.run(read_jobs(Request({"type": "http", "app": app}))) is queue


def test_only_a_few_run_at_once() -> None:
    running = most = 0

    async def count() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1

    async def live() -> None:
        jobs = JobsInProcess(at_once=2)
        for _ in range(6):
            jobs.later(count)
        await jobs.drain()

    asyncio.run(live())
    assert most == 2


def test_a_job_that_fails_is_written_down_and_stops_nobody() -> None:
    async def fail() -> None:
        raise RuntimeError("no")

    async def live() -> None:
        async with open_jobs() as jobs:
            jobs.later(fail)

    with capture_logs() as lines:
        asyncio.run(live())

    assert [line["event"] for line in lines] == ["job failed"]


@pytest.mark.promise("S70")
def test_the_end_of_the_process_does_not_wait_for_ever() -> None:
    async def live() -> float:
        jobs = JobsInProcess()
        jobs.later(asyncio.sleep, 9)
        begun = perf_counter()
        await jobs.drain(seconds=0.01)
        return perf_counter() - begun

    with capture_logs() as lines:
        assert asyncio.run(live()) < 0.5

    assert lines[0]["event"] == "jobs were cut short"
