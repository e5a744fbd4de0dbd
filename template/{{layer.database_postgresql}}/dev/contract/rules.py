"""What squawk says of the SQL of a migration: what breaks running code, and what locks it out."""

import json
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, event

SQUAWK = Path(sys.executable).with_name("squawk")
LEFT_OUT = [
    *("prefer-text-field", "prefer-bigint-over-int", "prefer-bigint-over-smallint"),  # taste
    *("prefer-identity", "prefer-robust-stmts"),
    *("require-lock-timeout", "require-statement-timeout"),  # `migrating_alone` sets them
]


class Statement(NamedTuple):
    """SQL that a migration has run."""

    sql: str
    in_transaction: bool


class Step(NamedTuple):
    """What a line of a migration has done."""

    line: int
    done: Statement


@contextmanager
def watch(connection: Connection, note: Callable[[Statement], None]) -> Iterator[None]:
    """Call `note` with each statement that is run in the block."""

    def see(connection: Connection, cursor: Any, sql: str, *more: Any) -> None:
        level = connection.get_execution_options().get("isolation_level")
        note(Statement(sql, level != "AUTOCOMMIT"))

    event.listen(connection, "before_cursor_execute", see)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", see)


def judge(steps: Sequence[Step]) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong: the line of the migration, the rule that it breaks, and why."""
    text, begins = write_script(steps)
    excluded = [f"--exclude={rule}" for rule in LEFT_OUT]
    done = subprocess.run(  # noqa: S603
        [SQUAWK, "--reporter=json", *excluded],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    for fault in json.loads(done.stdout):
        step = steps[bisect_right(begins, fault["line"]) - 1]
        cure = f" {fault['help']}" if fault["help"] else ""
        yield step.line, fault["rule_name"], f"{fault['message']}{cure}"


def write_script(steps: Sequence[Step]) -> tuple[str, list[int]]:
    """Return the statements as one script, and in which of its lines each begins, from 0."""
    lines: list[str] = []
    begins: list[int] = []
    in_transaction = False
    for step in steps:
        if step.done.in_transaction != in_transaction:
            lines.append("BEGIN;" if step.done.in_transaction else "COMMIT;")
            in_transaction = step.done.in_transaction
        begins.append(len(lines))
        lines += [*step.done.sql.splitlines(), ";"]
    return "\n".join([*lines, "COMMIT;" if in_transaction else ""]), begins
