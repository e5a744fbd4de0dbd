"""Find what was read one by one and could have been read together, and the lines that did so."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from dev.statements.recorder import Exchange, Heard
from dev.statements.stacks import Step

REPEATED = 5  # times, each with other values, within one request
LOOPS = (
    *(ast.For, ast.AsyncFor, ast.While),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


@dataclass(frozen=True)
class Repeat:
    """One statement that one request has run again and again, an N+1.

    Attributes:
        endpoint: of the request.
        times: how often.
        loop: the line that repeats, and what it says.
        query: the line that asks the database, and what it says.
        shape: the statement without its values.
    """

    endpoint: str
    times: int
    loop: str
    query: str
    shape: str

    def __str__(self) -> str:
        return (
            f"N+1: {self.endpoint} has run one statement {self.times} times, with other values"
            f" each time.\n  the loop:      {self.loop}\n  the query:     {self.query}"
            f"\n  the statement: {self.shape}"
        )


def find_repeats(exchange: Exchange) -> Iterator[Repeat]:
    """Yield what a request repeats; what lies outside of requests may repeat as it likes."""
    groups: dict[tuple[str, str], list[Heard]] = {}
    for heard in exchange.heard:
        if heard.steps:
            groups.setdefault((heard.shape, heard.place), []).append(heard)
    for (shape, _), group in groups.items():
        if len({repr(heard.arguments) for heard in group}) >= REPEATED:
            query, loop = group[0].steps[-1], find_loop([heard.steps for heard in group])
            yield Repeat(
                exchange.endpoint,
                len(group),
                quote(loop.file, find_line_of_loop(loop)),
                quote(query.file, query.line),
                shape,
            )


def find_loop(ways: Sequence[tuple[Step, ...]]) -> Step:
    """Return the step that repeats: the innermost call that all have in common.

    What only carries requests on, in core, is not meant where a feature begins below it.
    """
    columns: list[tuple[Step, ...]] = list(zip(*ways, strict=False))
    shared = [steps[0] for steps in takewhile(is_one_call, columns)]
    in_features = [step for step in shared if not step.place.startswith("src/app/core/")]
    if in_features:
        return in_features[-1]
    own: Sequence[Step] = ways[0][len(shared) :]
    return own[0] if len(own) > 1 or not shared else shared[-1]


def is_one_call(steps: Sequence[Step]) -> bool:
    """Say whether steps of several ways are one and the same call."""
    return len({step.key for step in steps}) == 1


def find_line_of_loop(step: Step) -> int:
    """Return the line that begins the innermost loop around a step; its own where there is none."""
    around = [
        node
        for node in ast.walk(read_module(step.file))
        if isinstance(node, LOOPS) and node.lineno <= step.line <= (node.end_lineno or 0)
    ]
    return max((node.lineno for node in around), default=step.line)


@cache
def read_module(file: str) -> ast.Module:
    """Return the code of a file."""
    return ast.parse(Path(file).read_text())


def quote(file: str, line: int) -> str:
    """Return a line with its place."""
    text = Path(file).read_text().splitlines()[line - 1].strip()
    return f"{Step(0, file, line).place}: {text}"
