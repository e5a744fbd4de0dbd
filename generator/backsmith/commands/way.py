"""Decide where a project goes: with which answers, under which standard, asking what is open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.answers import Decide, take_default
from backsmith.carry import Carried, carry
from backsmith.catalog import Catalog
from backsmith.commands.move import Way
from backsmith.errors import AnswerRefused, Unresolved
from backsmith.foreign.settings import read_settings
from backsmith.given import read_flag
from backsmith.hints import find_option, nearest
from backsmith.merge import read_state, recover
from backsmith.notes import between, read_changes
from backsmith.plain_yaml import parse
from backsmith.presets import Preset
from backsmith.project import SOURCE, VERSION, Project, find_project
from backsmith.releases import Release
from backsmith.say import quote, tell
from backsmith.template import OpenTemplate


@dataclass(frozen=True)
class Trip:
    """A project that is going to change.

    Attributes:
        asks: whether there is a person at a terminal who answers what is open.
        trust: whether the template may run code of its own.
    """

    title: str
    project: Project
    old: Release
    new: Release
    asks: bool
    trust: bool = False

    def plan(
        self,
        template: OpenTemplate,
        changed: Mapping[str, Any],
        preset: Preset,
        news: Sequence[str] = (),
    ) -> Way:
        """Return the way of a project of our own template, with the answers in `changed`.

        `news` is what is to be said of the preset.

        Raises:
            AnswerRefused: an answer is none that its question takes, or does not hold any longer.
        """
        releases = between(read_changes(self.new), self.old.version, self.new.version)
        carried = carry(template, self.project.recorded, changed, preset, releases)
        answers = carried.fill(self._decide(carried))
        recorded = {
            VERSION: self.new.version,
            SOURCE: self.project.source,
            **answers.public(),
            "preset": answers.values["preset"],
            "policy": answers.values["policy"],
        }
        fresh = (f"{name} is a new question" for name in carried.fresh)
        return self._go(recorded, (*news, *carried.notes, *fresh), tuple(releases))

    def plan_foreign(self, changed: Mapping[str, Any]) -> Way:
        """Return the way of a project that a template of somebody else has made."""
        recorded = {**self.project.recorded, **changed, VERSION: self.new.version}
        return self._go(recorded, tuple(self._compare_questions(recorded)))

    def _compare_questions(self, recorded: Mapping[str, Any]) -> Iterator[str]:
        """Give what a template of somebody else asks no longer, and what it asks anew."""
        was, asked = (read_settings(release.root).questions for release in (self.old, self.new))
        for name in was:
            if name in self.project.answers and name not in asked:
                yield f"{name} is not asked any longer; it was {quote(recorded[name])}"
        for name in asked:
            if name not in was and name not in recorded:
                yield f"{name} is a new question, and takes its default: -d {name}=... for another"

    def _go(self, recorded: Mapping[str, Any], notes: Any = (), releases: Any = ()) -> Way:
        """Return the way to what is to be recorded."""
        return Way(
            self.title, self.project, self.old, self.new, recorded, notes, releases, self.trust
        )

    def _decide(self, carried: Carried) -> Decide:
        """Return who answers what is new or lost: the person, or the defaults for what is new."""
        if not self.asks:
            carried.refuse_lost()
            return take_default
        from backsmith.ask import Interview

        for name, reason in carried.lost.items():
            tell(f"The answer to {name} does not hold any longer: {reason}")
        return Interview().decide


def begin(folder: Path, answers_file: str) -> Project:
    """Return the project at `folder`, ready to be written to.

    Raises:
        Unresolved: an earlier move waits for a person.
    """
    project = find_project(folder, answers_file)
    if told := recover(project.root):
        tell(told)
    if state := read_state(project.root):
        raise Unresolved(
            f"The {state.title} is not finished: {len(state.conflicts)} files had conflicts.",
            "Resolve them, git add them, then: backsmith update --continue. Or go back: --abort",
        )
    return find_project(folder, answers_file)  # what was recovered may have another answers file


def read_wish(catalog: Catalog, word: str, project: Project) -> tuple[str, Any]:
    """Return name and value of `name=value`, `name+=value` or `name-=value`.

    Raises:
        UnknownName: there is no such option.
        AnswerRefused: the option takes one answer, so nothing can be added to it.
    """
    name, _, text = word.partition("=")
    sign = name[-1:]
    if sign not in ("+", "-"):
        return read_flag(catalog, word)
    option = find_option(catalog, name[:-1].strip())
    if not option.several:
        raise AnswerRefused(
            f"{option.name} takes one answer, so nothing is added to it or taken from it.",
            f"Give the answer: {option.name}=...",
        )
    given = [part.strip() for part in text.strip("[]").split(",") if part.strip()]
    has = list(project.answers.get(option.name, []))
    if sign == "+":
        return option.name, [*has, *(value for value in given if value not in has)]
    return option.name, [value for value in has if value not in given]


def read_foreign_wish(word: str, release: Release) -> tuple[str, Any]:
    """Return name and value of `name=value` for a template of somebody else: the value is YAML.

    Raises:
        AnswerRefused: the template has no such question, or the value is no YAML.
    """
    name, _, text = word.partition("=")
    known = list(read_settings(release.root).questions)
    if name not in known:
        raise AnswerRefused(
            f"The template {release.version} has no question {quote(name)}.",
            nearest(name, known) or f"See its questions: {release.source}",
        )
    try:
        return name, parse(text)
    except ValueError as error:
        raise AnswerRefused(
            f"{name} cannot be {quote(text)}: {error}.", f"Write it as YAML: -d '{name}=\"...\"'"
        ) from error
