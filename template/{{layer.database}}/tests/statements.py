"""What every test is held to: no request reads one by one what it can read together.

A test whose request has to is marked `repeats`, with the reason. All that requests have asked of
the database is written to `.statements.json` when the tests end.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dev.statements import record
from dev.statements.recorder import current, recording
from dev.statements.repeats import find_repeats

seen: record.Record = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch one test, and fail it if a request of it repeats a statement."""
    with recording() as recorded:
        result = yield
    for exchange in recorded.exchanges:
        record.add(seen, exchange)
    repeats = [str(one) for exchange in recorded.exchanges[1:] for one in find_repeats(exchange)]
    if repeats and item.get_closest_marker("repeats") is None:
        pytest.fail("\n".join(repeats), pytrace=False)
    return result


@contextmanager
def assert_queries(*, max: int) -> Iterator[None]:  # the word that reads best in a test
    """Fail unless the block asks the database at most so often; BEGIN and COMMIT do not count."""
    recorded = current.get()
    assert recorded is not None, "nothing is recorded outside of a test"
    before = len(recorded.heard)
    yield
    asked = recorded.heard[before:]
    if len(asked) > max:
        lines = "\n".join(f"  {heard.place}: {heard.shape}" for heard in asked)
        pytest.fail(f"{len(asked)} statements, and at most {max} were expected:\n{lines}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Add what the tests of another process have seen."""
    record.merge(seen, getattr(node, "workeroutput", {}).get("statements", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was seen, or hand it to the process that writes it."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["statements"] = seen
    elif seen:
        file = session.config.rootpath / record.FILE
        record.write(seen, file, is_whole=runs_all(session.config))


def runs_all(config: pytest.Config) -> bool:
    """Say whether no test was left out but those that are left out by name."""
    given = config.option
    is_named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    is_chosen = given.keyword or (given.markexpr and not given.markexpr.startswith("not "))
    return not is_named and not is_chosen
