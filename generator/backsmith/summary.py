"""What a person sees before anything is written: answers, what follows from them, the tree."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import TextIO

from backsmith.answers import Answer, Answers, Form
from backsmith.lay import Plan
from backsmith.say import bold, dim, flatten
from backsmith.tree import draw

GATHER = '{% from "template/gather.jinja" import gather with context %}{{ gather("brings") }}'
FOLDED = 1  # levels of the tree that a summary shows


def describe(form: Form, answers: Answers, plan: Plan | None, destination: Path) -> Iterator[str]:
    """Give the lines of the summary; the answers come last, next to the question about them."""
    yield ""
    if plan:
        yield bold(f"What will be written: {len(plan.pieces)} files")
        root = f"{shorten(destination)}/"
        yield from (f"  {line}" for line in draw(root, plan.paths, FOLDED))
        yield ""
        yield bold("What follows from your answers")
        yield from (line for brought in list_brings(plan) for line in wrap(brought))
        yield ""
    yield from describe_answers(form, answers)
    yield ""


def shorten(path: Path) -> Path:
    """Return `path` as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def wrap(line: str) -> list[str]:
    """Return a line as the lines of a list's item, as wide as the terminal."""
    width = get_terminal_size().columns
    return textwrap.wrap(line, width, initial_indent="  - ", subsequent_indent="    ")


def describe_answers(form: Form, answers: Answers, stream: TextIO | None = None) -> Iterator[str]:
    """Give the answers under the headings of their questions, coloured for `stream`."""
    width = max(len(answer.option.name) for answer in answers.asked)
    heading = ""
    for answer in answers.asked:
        if form.catalog.find_heading(answer.option) != heading:
            heading = form.catalog.find_heading(answer.option)
            yield bold(heading, stream)
        yield f"  {answer.option.name:{width}}  {describe_answer(answer, stream)}"


def describe_answer(answer: Answer, stream: TextIO | None = None) -> str:
    """Return one answer in a line: the value, what it means, and why it is that."""
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    notes = [note for note in (answer.meaning, answer.why) if note]
    return (
        f"{flatten(', '.join(values))}  {dim('; '.join(notes), stream) if notes else ''}".rstrip()
    )


def list_brings(plan: Plan) -> list[str]:
    """Return what the laid layers bring, in their own words."""
    return plan.sandbox.render(GATHER, plan.context).splitlines()
