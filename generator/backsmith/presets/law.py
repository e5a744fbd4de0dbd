"""The merge law: how documents become one standard, and which of them contradict each other.

Answers: the later one wins. Locks are only added. What is allowed intersects, what is required
unites. Checks only become stricter. Every contradiction names both files.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from backsmith.errors import FileRefused
from backsmith.presets.check_form import MOST_CHECKS
from backsmith.presets.checks import Check
from backsmith.presets.document import Document
from backsmith.say import join, quote

AGREE = "Let the two agree, or take one of them out."


@dataclass(frozen=True)
class Said:
    """A value with the place of the file that said it last, and how late that file came."""

    value: Any
    place: str
    turn: int


Table = dict[str, Said]


@dataclass
class Standard:
    """What the documents so far say together.

    Attributes:
        rules: `answers`, `lock`, `allow` and `require`: option name to what is said of it.
        checks: id to check.
        ranges: of template versions; it is for those that lie in all of them.
    """

    rules: dict[str, Table] = field(
        default_factory=lambda: {"answers": {}, "lock": {}, "allow": {}, "require": {}}
    )
    checks: Table = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)

    def read(self, rule: str) -> dict[str, Any]:
        """Return one rule without where it comes from."""
        return {name: said.value for name, said in self.rules[rule].items()}


def unite(documents: Iterable[Document]) -> Standard:
    """Return what `documents` say together, the later ones built on the earlier.

    Raises:
        FileRefused: two of them contradict each other.
    """
    standard = Standard()
    for turn, document in enumerate(documents):
        for rule, join_values in JOIN.items():
            for name, value in document.rules[rule].items():
                said = Said(value, document.place, turn)
                before = standard.rules[rule].get(name)
                standard.rules[rule][name] = join_values(name, before, said) if before else said
        for check in document.checks:
            said = Said(check, document.place, turn)
            before = standard.checks.get(check.id)
            standard.checks[check.id] = join_checks(before, said) if before else said
        standard.ranges += [document.template] if document.template else []
    if len(standard.checks) > MOST_CHECKS:
        raise FileRefused(f"Together they have more than {MOST_CHECKS} checks.", "Take some out.")
    for clash in find_clashes(standard):
        clash_over(*clash)
    settle_answers(standard)
    return standard


def clash_over(what: str, one: Said, other: Said) -> NoReturn:
    """Refuse what two files say."""
    if one.place == other.place:
        raise FileRefused(f"{what}: {one.place} contradicts itself.", AGREE)
    raise FileRefused(f"{what}: {one.place} and {other.place} contradict each other.", AGREE)


def take_later(name: str, before: Said, said: Said) -> Said:
    """Return the later of two answers."""
    return said


def keep_lock(name: str, before: Said, said: Said) -> Said:
    """Return the first of two equal locks."""
    if as_set(before.value) != as_set(said.value):
        clash_over(f"{name} is locked to {show(before)} and to {show(said)}", before, said)
    return before


def narrow(name: str, before: Said, said: Said) -> Said:
    """Return what both allow, in the order of the later: the first is what is proposed."""
    both = [value for value in said.value if value in before.value]
    if not both:
        clash_over(f"{name} may be {show(before)}, and {show(said)}: nothing is left", before, said)
    return replace(said, value=both)


def widen(name: str, before: Said, said: Said) -> Said:
    """Return all that either requires."""
    return replace(said, value=list(dict.fromkeys([*before.value, *said.value])))


JOIN = {"answers": take_later, "lock": keep_lock, "allow": narrow, "require": widen}


def join_checks(before: Said, said: Said) -> Said:
    """Return a check that two files have: the later may only make it stricter."""
    old, new = before.value, said.value
    if old.rule != new.rule:
        clash_over(f"check {old.id} asks for two things", before, said)
    if new.level.rank < old.level.rank:
        clash_over(f"check {old.id} is {old.level}, and only {new.level} later", before, said)
    if new.waivable and not old.waivable:
        clash_over(f"check {old.id} cannot be waived, and later it can", before, said)
    return replace(said, value=replace(new, why=new.why or old.why))


def find_clashes(standard: Standard) -> Iterator[tuple[str, Said, Said]]:
    """Give what one rule makes of an option that another rule forbids."""
    lock, allow, require = (standard.rules[rule] for rule in ("lock", "allow", "require"))
    for name, said in {**lock, **require}.items():
        if name in allow and (no := as_set(said.value) - as_set(allow[name].value)):
            verb = "locked to" if name in lock else "required to have"
            yield f"{name} is {verb} {join(sorted(no))}, which is not allowed", said, allow[name]
    for name in lock.keys() & require.keys():
        if missing := as_set(require[name].value) - as_set(lock[name].value):
            yield f"{name} is locked without {join(sorted(missing))}", lock[name], require[name]


def settle_answers(standard: Standard) -> None:
    """Drop the proposals that a later file has ruled out.

    Raises:
        FileRefused: a file proposes what itself or an earlier one rules out.
    """
    for name, answer in list(standard.rules["answers"].items()):
        for rule, reason in explain_answer(standard.rules, name, answer):
            is_repeat = rule.place != answer.place and as_set(rule.value) == as_set(answer.value)
            if answer.turn >= rule.turn and not is_repeat:
                clash_over(f"{name} is proposed as {show(answer)} and {reason}", answer, rule)
            standard.rules["answers"].pop(name, None)


def explain_answer(
    rules: Mapping[str, Table], name: str, answer: Said
) -> Iterator[tuple[Said, str]]:
    """Give every rule that leaves no room for `answer`, with how it does."""
    values = as_set(answer.value)
    lock, allow, require = (rules[rule].get(name) for rule in ("lock", "allow", "require"))
    if lock:
        yield lock, f"locked to {show(lock)}"
    if allow and values - as_set(allow.value):
        yield allow, f"may only be {show(allow)}"
    if require and as_set(require.value) - values:
        yield require, f"must have {show(require)}"


def as_set(value: Any) -> set[str]:
    """Return one choice, or several, as a set."""
    return set(value) if isinstance(value, list) else {value}


def show(said: Said) -> str:
    """Return a value as a sentence has it."""
    value = said.value
    return join(map(str, value), "or") if isinstance(value, list) and value else quote(value)


def list_checks(standard: Standard) -> tuple[Check, ...]:
    """Return the checks, by their ids."""
    return tuple(standard.checks[name].value for name in sorted(standard.checks))
