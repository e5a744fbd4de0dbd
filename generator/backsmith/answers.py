"""Answers, checked against the questions before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backsmith.catalog import Catalog, Choice, Option
from backsmith.errors import AnswerRefused, UnknownName
from backsmith.plain_yaml import parse
from backsmith.sandbox import Sandbox
from backsmith.say import join, quote

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
        values: every value that templates see, hidden ones too.
    """

    asked: tuple[Answer, ...]
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
        if option.name in self.suggested and not self.is_locked(option):
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
    return Answers(tuple(asked), context)


def _settle(form: Form, option: Option, context: Mapping[str, Any], decide: Decide) -> Answer:
    """Return the answer to one question: as given, as locked, or as `decide` says."""
    if option.name in form.given:
        why = "given"
        value = form.given[option.name]
    elif form.is_locked(option):
        why = ""
        value = form.find_template_default(option, context)
    else:
        return decide(form, option, context)
    if form.is_locked(option):
        why = f"locked by preset {form.hidden['preset']}"
    return Answer(option, form.check(option, value, context), why)


def take_default(form: Form, option: Option, context: Mapping[str, Any]) -> Answer:
    """Decide without asking: take what is proposed."""
    value = form.check(option, form.find_default(option, context), context)
    only = len(option.choices) == 1
    return Answer(option, value, "the only choice" if only else "default")


def read_flag(catalog: Catalog, word: str) -> tuple[str, Any]:
    """Return name and value of one `-d name=value`.

    Text stands as it is typed, or in quotes; a list is YAML.

    Raises:
        UnknownName: there is no such option.
        AnswerRefused: a list was to be given, and this is none.
    """
    name, _, text = word.partition("=")
    option = find_option(catalog, name.strip())
    if not option.several and text[:1] not in ("'", '"'):
        return option.name, text
    try:
        value = parse(text)
    except ValueError as error:
        if not option.several:
            return option.name, text
        raise AnswerRefused(
            f"{option.name} cannot be {quote(text)}: {error}.", hint_for(option)
        ) from error
    return option.name, value if option.several or isinstance(value, str) else text


def read_answers(catalog: Catalog, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that a file holds; what copier itself noted there is left out.

    Raises:
        UnknownName: it names an option that does not exist, or that nobody may give.
    """
    own = {name: value for name, value in written.items() if not name.startswith("_")}
    unused = {"preset": "", "policy": NO_POLICY}  # what a project without a preset has recorded
    wanted = {n: v for n, v in own.items() if n not in unused or v != unused[n]}
    return {find_option(catalog, name).name: value for name, value in wanted.items()}


def find_option(catalog: Catalog, name: str) -> Option:
    """Return the option called `name`, if a person may answer it.

    Raises:
        UnknownName: there is none, or its value is worked out.
    """
    option = next((o for o in catalog.options if o.name == name), None)
    if option is None:
        names = [o.name for o in catalog.asked]
        raise UnknownName(
            f"There is no option {quote(name)}.",
            nearest(name, names) or "See them all: backsmith options",
        )
    if option.is_hidden:
        raise UnknownName(
            f"{name} is worked out, nobody gives it.",
            "Give a team's standard with --preset, and answers by the names of: backsmith options",
        )
    return option


def nearest(name: str, names: list[str]) -> str:
    """Return a hint with the name that was probably meant, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else ""


def hint_for(option: Option, value: Any = None) -> str:
    """Return how `option` may be answered, by what was wrong with `value`."""
    if isinstance(value, bool | int | float):
        return f'Put it in quotes: {option.name}: "{value}"'
    if not option.choices:
        return f"Give another one: -d {option.name}=..."
    values = [choice.value for choice in option.choices]
    if option.several and value in values:
        return f'Write it as a list: -d "{option.name}=[{value}]"'
    close = nearest(value, values) if isinstance(value, str) else ""
    return close or f"See what it may be, and why: backsmith options {option.name}"
