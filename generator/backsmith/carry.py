"""Carry recorded answers over to another version or another standard, none replaced in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backsmith.answers import Answers, Decide, Form, fill
from backsmith.catalog import Option
from backsmith.errors import AnswerRefused
from backsmith.notes import Changes
from backsmith.presets import Preset
from backsmith.say import quote
from backsmith.template import OpenTemplate


@dataclass(frozen=True)
class Carried:
    """What a project's answers have become.

    Attributes:
        form: the questions of the new version with all that is settled.
        lost: recorded answers that the new version does not take: name to the reason.
        fresh: the questions that the project has never answered.
        notes: what was moved, a sentence each.
    """

    form: Form
    lost: Mapping[str, str] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def fill(self, decide: Decide) -> Answers:
        """Return all answers; `decide` gives those that are new or lost."""
        return fill(self.form, decide)

    def refuse_lost(self) -> None:
        """Refuse to go on without a person's word on what was lost.

        Raises:
            AnswerRefused: an answer is gone, and nobody has said what takes its place.
        """
        if not self.lost:
            return
        reasons = "; ".join(f"{name} was {reason}" for name, reason in self.lost.items())
        flags = " ".join(f"-d {name}=..." for name in self.lost)
        raise AnswerRefused(f"Answers do not hold any longer: {reasons}.", f"Choose: {flags}")


def carry(
    template: OpenTemplate,
    recorded: Mapping[str, Any],
    changed: Mapping[str, Any],
    preset: Preset,
    renames: Sequence[Changes] = (),
) -> Carried:
    """Return what `recorded` becomes in `template`, with the answers in `changed` given anew."""
    moved, notes = rename(recorded, renames)
    moved, taken = stay(moved, renames, changed)
    hidden = preset.make_hidden(str(recorded["_src_path"]), template.release.version)
    known = {option.name: option for option in template.catalog.asked}
    given = {n: v for n, v in moved.items() if n in known} | dict(changed)
    given, forced = obey(given, changed, preset)
    form = Form(template.catalog, template.sandbox, given, hidden=hidden)
    lost = find_lost(form, known, changed)
    kept = {name: value for name, value in given.items() if name not in lost}
    return Carried(
        Form(template.catalog, template.sandbox, kept, hidden=hidden),
        lost,
        tuple(name for name in known if name not in given),
        (*notes, *taken, *forced, *find_gone(template, moved)),
    )


def find_gone(template: OpenTemplate, recorded: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each recorded answer whose question is no longer there."""
    known = {option.name for option in template.catalog.options}
    return [
        f"{name} is not asked any longer; it was {quote(value)}"
        for name, value in recorded.items()
        if name not in known and not name.startswith("_")
    ]


def rename(
    recorded: Mapping[str, Any], releases: Sequence[Changes]
) -> tuple[dict[str, Any], list[str]]:
    """Return `recorded` with options and choices under the names that releases gave them."""
    answers, notes = dict(recorded), []
    for changes in releases:
        for old, new in changes.options.items():
            if old in answers:
                answers[new] = answers.pop(old)
                notes.append(f"{old} is now called {new}")
        for choice in changes.choices:
            if (value := answers.get(choice.option)) is None:
                continue
            if replaced := replace_choice(value, choice.old, choice.new):
                answers[choice.option] = replaced
                notes.append(f"{choice.option}: {choice.old} is now called {choice.new}")
    return answers, notes


def stay(
    recorded: Mapping[str, Any], releases: Sequence[Changes], changed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return `recorded` with what leaves the project as it was, for questions that are new.

    A default is for those who begin; a project that lives must not learn to ask for
    passwords because it was brought up to date.
    """
    answers, notes = dict(recorded), []
    for changes in releases:
        for name, value in changes.earlier.items():
            if name in answers or name in changed:
                continue
            answers[name] = value
            notes.append(
                f"{name} is a new question, answered with {show(value)}, as it was so far;"
                f" another answer: backsmith change {name}=..."
            )
    return answers, notes


def replace_choice(value: Any, old: str, new: str) -> Any:
    """Return `value` with one choice renamed, or nothing where it does not contain that."""
    if isinstance(value, list):
        return [new if item == old else item for item in value] if old in value else None
    return new if value == old else None


def obey(
    given: Mapping[str, Any], changed: Mapping[str, Any], preset: Preset
) -> tuple[dict[str, Any], list[str]]:
    """Return the answers as the locks of `preset` want them; what a person gave now is left."""
    answers, notes = dict(given), []
    for name, locked in preset.policy["lock"].items():
        if name in answers and name not in changed and answers[name] != locked:
            was = answers[name]
            notes.append(f"{name} moves from {show(was)} to {show(locked)}: {preset.name} locks it")
            answers[name] = locked
    for name, needed in preset.policy["require"].items():
        missing = [value for value in needed if value not in answers.get(name, needed)]
        if missing and name not in changed:
            notes.append(f"{name} also takes {show(missing)}: {preset.name} requires it")
            answers[name] = [*answers[name], *missing]
    return answers, notes


def show(value: Any) -> str:
    """Return an answer as a sentence has it."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def find_lost(
    form: Form, known: Mapping[str, Option], changed: Mapping[str, Any]
) -> dict[str, str]:
    """Return the recorded answers that their questions do not take any longer, with the reason."""
    context = {**form.hidden, **form.given}
    reasons = {
        name: form.explain(known[name], value, context)
        for name, value in form.given.items()
        if name in known and name not in changed
    }
    return {name: f"{quote(form.given[name])}: {why}" for name, why in reasons.items() if why}
