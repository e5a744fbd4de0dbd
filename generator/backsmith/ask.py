"""Ask the open questions at a terminal; the only module that imports questionary."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import questionary
from prompt_toolkit.output import Output, create_output

from backsmith.answers import GIVEN, ONLY, Answer, Answers, Form, take_default
from backsmith.catalog import Option
from backsmith.say import bold, tell

WRITE, CHANGE, SHOW, LEAVE = "write", "change", "show", "leave"
STYLE = questionary.Style(
    [("qmark", ""), ("question", "bold"), ("pointer", "bold"), ("highlighted", "bold"),
     ("answer", "bold"), ("selected", ""), ("disabled", "fg:ansibrightblack")]
)  # fmt: skip


@dataclass
class Interview:
    """One conversation: what was said stays said until the person changes it."""

    said: dict[str, Any] = field(default_factory=dict)
    heading: str = ""

    def decide(self, form: Form, option: Option, context: Mapping[str, Any]) -> Answer:
        """Return the answer to one question, asked unless only one answer is possible."""
        possible = form.find_possible(option, context)
        if len(possible) == 1:
            value = possible[0].value
            return Answer(option, [value] if option.several else value, ONLY)
        if option.choices and not possible:
            return take_default(form, option, context)  # which says why it cannot be taken
        if self._still_holds(form, option, context):
            return Answer(option, self.said[option.name])
        self._show_heading(form, option)
        self.said[option.name] = ask_option(form, option, context)
        return Answer(option, self.said[option.name])

    def forget(self, answer: Answer) -> None:
        """Let a question be asked again."""
        self.said.pop(answer.option.name, None)
        self.heading = ""

    def _still_holds(self, form: Form, option: Option, context: Mapping[str, Any]) -> bool:
        """Return whether the person has answered, and later answers left that possible."""
        if option.name not in self.said:
            return False
        reason = form.explain(option, self.said[option.name], context)
        if reason:
            tell(f"{option.name} has to be asked again: {reason}")
        return not reason

    def _show_heading(self, form: Form, option: Option) -> None:
        """Say where in the questions we are, when that changes."""
        heading = form.catalog.find_heading(option)
        if heading != self.heading:
            tell(f"\n{bold(heading)}")
        self.heading = heading


def ask_option(form: Form, option: Option, context: Mapping[str, Any]) -> Any:
    """Ask one question in the shape that its answers have."""
    question = form.sandbox.render(option.question, context)
    default = form.find_default(option, context)
    if not option.choices:
        return ask_text(form, option, context, question, default)
    choices = [
        questionary.Choice(
            choice.label,
            choice.value,
            disabled=form.explain_choice(choice, context) or None,
            checked=option.several and choice.value in default,
        )
        for choice in option.choices
    ]
    if option.several:
        return _wait_for(
            questionary.checkbox(
                question,
                choices,
                validate=lambda values: form.explain(option, values, context) or True,
                **_look(),
            )
        )
    possible = [choice.value for choice in form.find_possible(option, context)]
    first = default if default in possible else possible[0]
    return _wait_for(questionary.select(question, choices, default=first, **_look()))


def ask_text(
    form: Form, option: Option, context: Mapping[str, Any], question: str, default: str
) -> Any:
    """Ask for a line of text until it is one that the question takes."""
    return _wait_for(
        questionary.text(
            question,
            default=default,
            validate=lambda text: form.explain(option, text, context) or True,
            **_look(),
        )
    )


def ask_what_next() -> str:
    """Ask what to do with the summary: write it, change an answer, see every file, leave."""
    choices = [
        questionary.Choice("Write it", WRITE),
        questionary.Choice("Change an answer", CHANGE),
        questionary.Choice("See every file first", SHOW),
        questionary.Choice("Leave, and write nothing", LEAVE),
    ]
    return str(_wait_for(questionary.select("Is that what you want?", choices, **_look())))


def ask_whether(question: str) -> bool:
    """Ask for a plain yes or no; no is what is proposed."""
    choices = [
        questionary.Choice("No, leave everything as it is", False),
        questionary.Choice("Yes", True),
    ]
    return bool(_wait_for(questionary.select(question, choices, **_look())))


def ask_which(answers: Answers, leave: str = "None of them, go back") -> Answer | None:
    """Ask which answer is to be changed; return it, or nothing when none is."""
    choices = [
        questionary.Choice(answer.option.question, number, disabled=_explain_closed(answer))
        for number, answer in enumerate(answers.asked)
    ]
    choices.append(questionary.Choice(leave, -1))
    number = _wait_for(questionary.select("Which answer?", choices, **_look()))
    return answers.asked[number] if number >= 0 else None


def _explain_closed(answer: Answer) -> str | None:
    """Return why an answer cannot be changed, or nothing where it can."""
    return None if answer.why in ("", GIVEN) else answer.why


def _wait_for(question: questionary.Question) -> Any:
    """Return what the person answers; ^D leaves like ^C."""
    try:
        return question.unsafe_ask()
    except EOFError as error:
        raise KeyboardInterrupt from error


def _look() -> dict[str, Any]:
    """Return how every question looks, and where: on stderr, since stdout is for data."""
    return {"qmark": "?", "style": STYLE, "output": _find_output()}


@cache
def _find_output() -> Output:
    """Return the terminal behind stderr."""
    return create_output(stdout=sys.stderr)
