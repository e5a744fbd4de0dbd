"""The time is told in UTC."""

import asyncio
from datetime import UTC, datetime

from app.core.clock import read_clock


def test_the_clock_tells_the_present_in_utc() -> None:
    before = datetime.now(UTC)

    assert before <= asyncio.run(read_clock()) <= datetime.now(UTC)
