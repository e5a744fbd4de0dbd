"""One running service for the tests that have one in common."""

import pytest

from tests.process.service import Running, Start


@pytest.fixture(scope="session")
def shared() -> list[Running]:
    """The services that were started for all tests; the last one may be alive."""
    return []


@pytest.fixture
def running(start: Start, shared: list[Running]) -> Running:
    """A service that is ready. Whoever ends it makes the next test start another."""
    if not shared or shared[-1].process.poll() is not None:
        shared.append(start())
        shared[-1].wait_until_ready()
    return shared[-1]
