"""`backsmith change`: answer a question anew, any day, at the version that the project has."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.catalog import Unfamiliar
from backsmith.commands.carry_out import Manner, carry_out
from backsmith.commands.standard import recall_standard
from backsmith.commands.way import Trip, begin, read_foreign_wish, read_wish
from backsmith.errors import QuestionsOpen
from backsmith.project import ANSWERS_FILE, Project
from backsmith.releases import open_history
from backsmith.say import join
from backsmith.template import OpenTemplate, open_release
from backsmith.trust import check_source


@dataclass(frozen=True)
class Wish:
    """What the words of the command line ask for.

    Attributes:
        folder: where the project is.
        words: `name=value`, `name+=value` or `name-=value`; none: the person is asked.
    """

    folder: Path
    words: tuple[str, ...] = ()
    answers_file: str = ANSWERS_FILE
    accept_source: bool = False
    trust: bool = False


def change(wish: Wish, manner: Manner) -> None:
    """Render the project's version with other answers, and merge what differs into it."""
    project = begin(wish.folder, wish.answers_file)
    check_source(project, wish.accept_source)
    release = open_history(project.source, wish.accept_source).open(project.version)
    if not wish.words and not manner.asks:
        raise QuestionsOpen(
            "Nothing is said of what to change.",
            "Say it: backsmith change database=postgresql. See what there is: backsmith options",
        )
    try:
        template = open_release(release)
    except Unfamiliar:
        changed = dict(read_foreign_wish(word, release) for word in wish.words)
        trip = Trip(name(changed), project, release, release, manner.asks, wish.trust)
        carry_out(trip.plan_foreign(changed), manner)
        return
    changed = dict(read_wish(template.catalog, word, project) for word in wish.words)
    changed = changed or talk(template, project)
    trip = Trip(name(changed), project, release, release, manner.asks)
    carry_out(trip.plan(template, changed, recall_standard(project)), manner)


def name(changed: Mapping[str, Any]) -> str:
    """Return what a change is called: "change of ci and database"."""
    return f"change of {join(sorted(changed))}" if changed else "change of nothing"


def talk(template: OpenTemplate, project: Project) -> dict[str, Any]:
    """Return the answers that the person at the terminal gives anew."""
    from backsmith import ask

    changed: dict[str, Any] = {}
    while True:
        recorded = {**project.recorded, **changed}
        answers = template.recall(recorded)
        answer = ask.ask_which(answers, "No other, go on")
        if answer is None:
            return changed
        form = template.make_recorded_form(recorded).reopen(answer)
        changed[answer.option.name] = ask.ask_option(form, answer.option, answers.values)
