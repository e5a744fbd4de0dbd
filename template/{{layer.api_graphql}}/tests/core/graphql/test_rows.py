"""Rows that are read at once look as the library would have shown them."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, parse
from graphql.execution import Executor

from app.core.graphql.rows import RowExecutor
from app.core.graphql.schema import make_schema

DOCUMENTS = [
    "{ rows { name size } }",
    "{ rows { size again: size } }",
    "{ rows { name double } }",
    "{ rows { __typename name } }",
    "{ rows { name inner { name } } }",
    "{ rows { ...f size } } fragment f on Row { name }",
    "{ one { name } rows { name } two: one { size } }",
    "query($no: Boolean = false) { rows { name size @include(if: $no) } }",
    "mutation { change { name } }",
]


@strawberry.type
class Row:
    """A row with plain fields, and some that are not."""

    name: str
    size: int | None
    inner: "Row | None" = None

    @strawberry.field
    def double(self) -> int:
        """Work something out."""
        return 2 * (self.size or 0)


@dataclass
class Stored:
    """A row as a repository gives it."""

    name: Any
    size: Any
    inner: Any = None
    double: Any = None


ROWS: list[Any] = [Row(name="a", size=1), Stored("b", None), Stored("c", 3, Stored("d", 4))]


@strawberry.type
class Query:
    """What there is."""

    @strawberry.field
    async def rows(self, info: strawberry.Info[list[Any], None]) -> list[Row]:
        """All of them."""
        return info.context

    @strawberry.field
    def one(self) -> Row:
        """One of them."""
        return Row(name="one", size=1)


@strawberry.type
class Mutation:
    """What can be done."""

    @strawberry.mutation
    async def change(self) -> Row:
        """Change one."""
        return Row(name="changed", size=2)


SCHEMA = make_schema(Query, Mutation)


def run(kind: type[Executor[Any]], document: str, rows: list[Any] = ROWS) -> ExecutionResult:
    """Return what an executor answers."""

    async def execute() -> Any:
        executor = kind.build(SCHEMA, parse(document), context_value=rows)
        assert isinstance(executor, kind)
        result = executor.execute_operation()
        return await result if executor.is_awaitable(result) else result

    result = asyncio.run(execute())
    assert isinstance(result, ExecutionResult)
    return result


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_answer_is_that_of_the_library(document: str) -> None:
    ours, theirs = run(RowExecutor, document), run(Executor, document)

    assert ours == theirs
    assert ours.errors is None
    assert str(ours.data) == str(theirs.data)  # the order, too


@pytest.mark.parametrize("row", [Stored(None, 1), Stored("a", "x"), Stored("a", 2**40), object()])
def test_a_row_that_is_not_as_it_must_be_is_told_as_the_library_tells_it(row: object) -> None:
    document = "{ rows { name size } }"

    ours, theirs = (run(kind, document, [ROWS[0], row]) for kind in (RowExecutor, Executor))

    assert ours.data == theirs.data
    assert [str(error) for error in ours.errors or ()] == [
        str(error) for error in theirs.errors or ()
    ]
    assert ours.errors


def test_a_selection_is_looked_at_once_for_all_rows() -> None:
    class Counted(RowExecutor):
        plans = 0

        def _find_plan(self, kind: Any, selected: Any) -> Any:
            before = len(self._plans)
            plan = super()._find_plan(kind, selected)
            Counted.plans += len(self._plans) - before
            return plan

    run(Counted, "{ rows { name } }", [Stored("a", 1)] * 50)

    assert Counted.plans == 2  # the query itself, and the row
