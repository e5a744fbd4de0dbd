"""Answers, checked against the questions before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from backsmith.catalog import Catalog, Choice, Option
from backsmith.errors import AnswerRefused
from backsmith.hints import hint_for
from backsmith.plain_yaml import parse
from backsmith.sandbox import Sandbox
from backsmith.say import join, quote

GIVEN, DEFAULT, ONLY = "given", "default", "the only choice"
NO_POLICY: Mapping[str, Any] = {"lock": {}, "allow": {}, "require": {}}


@dataclass(frozen=True)
class Answer:
    """One question with what was answered, and why it is that."""

    option: Option
    value: Any
    why: str = ""

    @property
    def meaning(self) -> str:
        """Return what the choice says in the menu; nothing for a text."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return "; ".join(c.label for c in self.option.choices if c.value in values)


@dataclass(frozen=True)
class Answers:
    """All answers of one project.

    Attributes:
        asked: the questions that a person may answer, in their order.
        hidden: the values that nobody is asked for.
        values: every value that templates see: both of these, and what is worked out from them.
    """

    asked: tuple[Answer, ...]
    hidden: Mapping[str, Any]
    values: Mapping[str, Any]

    def public(self) -> dict[str, Any]:
        """Return what a person answered: option name to value."""
        return {answer.option.name: answer.value for answer in self.asked}


@dataclass(frozen=True)
class Form:
    """The questions of a template with everything that is known before anybody is asked.

    Attributes:
        given: answers that are settled: a refusal of one is an error.
        suggested: answers to propose in place of the template's defaults.
        hidden: the values that nobody is asked for: `policy`, `preset`, `source`, `release`.
    """

    catalog: Catalog
    sandbox: Sandbox
    given: Mapping[str, Any] = field(default_factory=dict)
    suggested: Mapping[str, Any] = field(default_factory=dict)
    hidden: Mapping[str, Any] = field(default_factory=dict)

    def find_default(self, option: Option, context: Mapping[str, Any]) -> Any:
        """Return what is proposed for `option`, given the answers so far."""
        if option.name in self.suggested:
            return self.suggested[option.name]
        return self.find_template_default(option, context)

    def find_template_default(self, option: Option, context: Mapping[str, Any]) -> Any:
        """Return the default of `copier.yml` itself."""
        if not isinstance(option.default, str):
            return option.default
        text = self.sandbox.render(option.default, context)
        return parse(text) if option.several or option.type == "yaml" else text

    def is_locked(self, option: Option) -> bool:
        """Return whether a preset has answered `option` for good."""
        return option.name in self.hidden["policy"]["lock"]

    def reopen(self, answer: Answer) -> "Form":
        """Return the questions with one of them open again; its answer so far is proposed."""
        name = answer.option.name
        given = {other: value for other, value in self.given.items() if other != name}
        return replace(self, given=given, suggested={**self.suggested, name: answer.value})

    def is_asked(self, option: Option, context: Mapping[str, Any]) -> bool:
        """Return whether its question is asked at all, as `ask` of `copier.yml` says."""
        return option.ask is True or self.sandbox.render(str(option.ask), context) == "True"

    def explain_choice(self, choice: Choice, context: Mapping[str, Any]) -> str:
        """Return why `choice` cannot be taken, or nothing where it can."""
        return self.sandbox.render(choice.validator, context).strip()

    def find_possible(self, option: Option, context: Mapping[str, Any]) -> list[Choice]:
        """Return the choices of `option` that can be taken, given the answers so far."""
        return [c for c in option.choices if not self.explain_choice(c, context)]

    def check(self, option: Option, value: Any, context: Mapping[str, Any]) -> Any:
        """Return `value` as it is recorded.

        Raises:
            AnswerRefused: why `option` does not take it.
        """
        if reason := self.explain(option, value, context):
            raise AnswerRefused(
                f"{option.name} cannot be {quote(value)}: {reason}.", hint_for(option, value)
            )
        if option.several:
            return [choice.value for choice in option.choices if choice.value in value]
        return value

    def explain(self, option: Option, value: Any, context: Mapping[str, Any]) -> str:
        """Return why `option` does not take `value`, or nothing where it does."""
        if option.several and not isinstance(value, list):
            return "it takes a list"
        for item in value if option.several else [value]:
            if reason := self._explain_one(option, item, context):
                return reason
        return self.sandbox.render(option.validator, {**context, option.name: value}).strip()

    def _explain_one(self, option: Option, value: Any, context: Mapping[str, Any]) -> str:
        """Return why one value is not of the question's type, or not one of its choices."""
        if not isinstance(value, str):
            return "it takes a text"
        if not option.choices:
            return ""
        choice = next((c for c in option.choices if c.value == value), None)
        if choice is None:
            return f"it is {join((c.value for c in option.choices), 'or')}"
        return self.explain_choice(choice, context)


Decide = Callable[[Form, Option, Mapping[str, Any]], Answer]


def fill(form: Form, decide: Decide) -> Answers:
    """Return all answers; `decide` gives those that are neither settled, locked nor hidden.

    Raises:
        AnswerRefused: a settled answer is not one that its question takes.
    """
    context: dict[str, Any] = {**form.hidden, **form.given}
    asked: list[Answer] = []
    for option in form.catalog.options:
        if option.is_hidden:
            if option.name not in form.hidden:
                context[option.name] = form.find_template_default(option, context)
            continue
        answer = _settle(form, option, context, decide)
        context[option.name] = answer.value
        asked.append(answer)
    return Answers(tuple(asked), form.hidden, context)


def _settle(form: Form, option: Option, context: Mapping[str, Any], decide: Decide) -> Answer:
    """Return the answer to one question: as given, as locked, or as `decide` says."""
    if option.name in form.given:
        value = form.given[option.name]
    elif form.is_asked(option, context):
        return decide(form, option, context)
    else:
        value = form.find_template_default(option, context)
    locked = form.is_locked(option)
    why = f"locked by preset {form.hidden['preset']}" if locked else GIVEN
    return Answer(option, form.check(option, value, context), why)


def take_default(form: Form, option: Option, context: Mapping[str, Any]) -> Answer:
    """Decide without asking: take what is proposed."""
    value = form.check(option, form.find_default(option, context), context)
    return Answer(option, value, ONLY if len(option.choices) == 1 else DEFAULT)
