"""A project that is decided and not yet written, and how it is shown: as text, as data."""

import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.answers import Answer, Answers, Form
from backsmith.catalog import Unfamiliar
from backsmith.errors import AnswerRefused
from backsmith.finish import Step
from backsmith.lay import Plan, find_content
from backsmith.naming import MANIFEST, explain_name
from backsmith.say import bold, give, quote, tell
from backsmith.summary import describe_answers, list_brings
from backsmith.tree import draw


@dataclass(frozen=True)
class Draft:
    """A project before it is written; without a plan where only copier knows its files."""

    form: Form
    answers: Answers
    plan: Plan | None
    destination: Path

    @property
    def name(self) -> str:
        """Return what the service is called."""
        return str(self.name_answer.value)

    @property
    def name_answer(self) -> Answer:
        """Return what was answered to the question for the name."""
        return next(a for a in self.answers.asked if a.option.name == "project_name")

    def explain_name(self) -> str:
        """Return why the project cannot have its name, or nothing where nothing is known of it."""
        try:
            return explain_name(find_content(self.plan, MANIFEST)) if self.plan else ""
        except Unfamiliar:
            return ""

    def refuse_name(self) -> None:
        """Refuse a name with which uv cannot lock the project.

        Raises:
            AnswerRefused: why.
        """
        if reason := self.explain_name():
            raise AnswerRefused(
                f"project_name cannot be {quote(self.name)}: {reason}.",
                f"Give another one: -d project_name={self.name}-api",
            )

    def draw(self) -> list[str]:
        """Return the tree of every file."""
        return draw(f"{self.destination}/", self.plan.paths if self.plan else [])

    def collect(self, written: bool) -> dict[str, Any]:
        """Return the project as data."""
        return {
            "project": str(self.destination),
            "written": written,
            "preset": self.answers.values["preset"],
            "answers": self.answers.public(),
            "brings": list_brings(self.plan) if self.plan else [],
            "files": sorted(str(path) for path in self.plan.paths) if self.plan else [],
        }


def show(draft: Draft, as_json: bool) -> None:
    """Give the answers and the tree of a project that is not going to be written."""
    if as_json:
        give(json.dumps(draft.collect(written=False), indent=2))
        return
    give("\n".join(describe_answers(draft.form, draft.answers, sys.stdout)))
    give("\n".join(draft.draw()))
    tell("Nothing was written: this was a dry run.")


def report(draft: Draft, steps: list[Step], here: Path, as_json: bool) -> None:
    """Say what to do next with a project that was written, to somebody who stands in `here`."""
    if as_json:
        steps_data = [step.as_data() for step in steps]
        give(json.dumps({**draft.collect(written=True), "steps": steps_data}, indent=2))
        return
    tell(f"\n{bold('Next')}")
    tell(f"  {find_way(draft.destination, here)}")
    tell("  make setup   # install what it needs")
    tell("  make test    # run its tests on a real database")
    tell("  make dev     # serve it here")


def find_way(destination: Path, here: Path) -> str:
    """Return the command that goes to the project from `here`."""
    if destination == here:
        return "cd .         # the empty folder was replaced while you stood in it"
    inside = destination.is_relative_to(here)
    return f"cd {shlex.quote(str(destination.relative_to(here) if inside else destination))}"
