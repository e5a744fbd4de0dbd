"""Which operations of a migration break code that still runs, or lock it out."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from alembic.operations import ops
from alembic.operations.base import AbstractOperations
from sqlalchemy import Connection, String

OWN_WORDS = re.compile(r"\b(ALTER|DROP|RENAME|TRUNCATE|CREATE\s+UNIQUE)\b", flags=re.I)


class Step(NamedTuple):
    """What a line of a migration has done."""

    line: int
    done: ops.MigrateOperation


@contextmanager
def watch(connection: Connection, note: Callable[[ops.MigrateOperation], None]) -> Iterator[None]:
    """Call `note` with each operation that is asked for in the block."""
    plain = AbstractOperations.invoke

    def invoke(self: AbstractOperations, operation: ops.MigrateOperation) -> object:
        note(operation)
        return plain(self, operation)

    setattr(AbstractOperations, "invoke", invoke)  # noqa: B010  # typed, it is overloaded
    try:
        yield
    finally:
        setattr(AbstractOperations, "invoke", plain)  # noqa: B010


def judge(steps: Sequence[Step]) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong: the line of the migration, the rule that it breaks, and why.

    A table that the same migration has made is nobody's yet.
    """
    made: set[str] = set()
    for line, done in steps:
        if isinstance(done, ops.CreateTableOp):
            made.add(done.table_name)
        elif find_table(done) not in made:
            yield from ((line, rule, why) for rule, why in find_faults(done))


def find_table(operation: ops.MigrateOperation) -> str:
    """Return the name of the table that is changed; empty where the operation names none."""
    source = getattr(operation, "source_table", None)  # of a foreign key
    return str(source or getattr(operation, "table_name", ""))


def find_faults(operation: ops.MigrateOperation) -> Iterator[tuple[str, str]]:
    """Yield which rules one operation breaks, and why they are rules."""
    match operation:
        case ops.DropTableOp():
            yield "drop-table", "Code that still runs reads and writes this table."
        case ops.RenameTableOp():
            yield "rename-table", "Code that still runs knows the table by its old name."
        case ops.DropColumnOp():
            yield "drop-column", "Code that still runs reads and writes this column."
        case ops.AddColumnOp(column=column) if not column.nullable and not column.server_default:
            yield "add-required", "Code that still runs writes rows without it: give a default."
        case ops.AlterColumnOp():
            yield from find_faults_of_change(operation)
        case ops.CreateUniqueConstraintOp() | ops.CreateIndexOp(unique=True):
            yield "add-unique", "Code that still runs may write the same value twice."
        case ops.CreateCheckConstraintOp() | ops.CreateForeignKeyOp():
            yield "add-constraint", "Code that still runs may write what is refused now."
        case ops.DropConstraintOp():
            yield "drop-constraint", "Code that still runs relies on it."
        case ops.ExecuteSQLOp(sqltext=sql) if OWN_WORDS.search(str(sql)):
            yield "own-words", "It changes tables in SQL, which is not understood here."


def find_faults_of_change(change: ops.AlterColumnOp) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the change of a column."""
    if change.modify_name:
        yield "rename-column", "Code that still runs knows the column by its old name."
    if change.modify_nullable is False:
        yield "require-value", "Code that still runs may write rows without it."
    if change.modify_server_default is None:
        yield "drop-default", "Code that still runs may rely on the default."
    if change.modify_type is not None and not is_wider(change.existing_type, change.modify_type):
        yield "change-type", "What code that still runs writes may not fit; the table is copied."


def is_wider(old: object, new: object) -> bool:
    """Say whether the type `new` holds every value of `old`, and the rows stay as they are."""
    if not isinstance(old, String) or not isinstance(new, String) or type(new) is not type(old):
        return False
    return new.length is None or (old.length is not None and new.length >= old.length)
