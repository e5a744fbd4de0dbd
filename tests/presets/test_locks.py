"""A lock holds: for every option and every other choice, whichever way the answer comes in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import Settings, run_copy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backsmith.answers import fill, take_default
from backsmith.catalog import Option, read_catalog
from backsmith.errors import AnswerRefused, BacksmithError
from backsmith.presets import Preset
from backsmith.template import OpenTemplate
from tests.conftest import ROOT, Command
from tests.presets.files import write

CATALOG = read_catalog(ROOT)
TEXTS = {"owner": ("Acme", "Somebody"), "contact": ("a@acme.example", "b@evil.example")}


def list_locks() -> Iterator[tuple[str, Any, Any]]:
    """Give every lock that a preset can have, with every other answer that there is."""
    for option in CATALOG.asked:
        if not option.is_lockable:
            continue
        values = [choice.value for choice in option.choices]
        if option.several:
            yield option.name, values, values[:-1]
        elif option.choices:
            yield from ((option.name, a, b) for a in values for b in values if a != b)
            yield option.name, values[0], "another"
        else:
            yield option.name, *TEXTS[option.name]


LOCKS = list(list_locks())
NARROWED = [(n, a, b) for n, a, b in LOCKS if isinstance(a, str) and n not in TEXTS]
EVERY_LOCK = pytest.mark.parametrize(("name", "locked", "other"), LOCKS)
EVERY = pytest.mark.parametrize(
    ("rule", "name", "locked", "other"),
    [*(("lock", *lock) for lock in LOCKS), *(("allow", *narrowed) for narrowed in NARROWED)],
)


def bind(folder: Path, rule: str, name: str, value: Any) -> str:
    """Write a preset that locks one option, or narrows its menu, and return its path."""
    values = value if rule == "lock" or isinstance(value, list) else [value]
    return str(write(folder, "acme", f"{rule}: {json.dumps({name: values})}"))


def say(name: str, value: Any) -> str:
    """Return an answer as it is typed after -d."""
    return f"{name}={json.dumps(value) if isinstance(value, list) else value}"


def test_every_option_that_has_choices_can_be_locked() -> None:
    assert {option.name for option in CATALOG.asked if option.choices} <= {n for n, *_ in LOCKS}


@EVERY
def test_new_refuses_another_answer(
    backsmith: Command, rule: str, name: str, locked: Any, other: Any, tmp_path: Path
) -> None:
    preset = bind(tmp_path, rule, name, locked)
    (tmp_path / "answers.yml").write_text(yaml.safe_dump({name: other}))
    words = ("new", "shop", "--defaults", "--preset", preset)

    for way in (("-d", say(name, other)), ("--answers", "answers.yml")):
        done = backsmith(*words, *way)
        assert done.code == 1
        assert done.talk.startswith(f"error: {name} cannot be ")
    assert not (tmp_path / "shop").exists()


@EVERY
def test_answers_that_were_edited_by_hand_are_refused(
    template: OpenTemplate, rule: str, name: str, locked: Any, other: Any, tmp_path: Path
) -> None:
    preset = template.find_preset(bind(tmp_path, rule, name, locked))
    recorded = {
        "_src_path": "backsmith",
        "_commit": "v0",
        "preset": "acme",
        "policy": preset.policy,
    }

    assert template.recall({**recorded, name: locked}).values[name] == locked
    with pytest.raises(AnswerRefused, match=f"{name} cannot be"):
        template.recall({**recorded, name: other})


@EVERY_LOCK
def test_nobody_is_asked_and_the_menu_says_why(
    template: OpenTemplate, name: str, locked: Any, other: Any, tmp_path: Path
) -> None:
    preset = template.find_preset(bind(tmp_path, "lock", name, locked))
    form = template.make_form(preset, {}, {})
    context = fill(form, take_default).values
    option = next(o for o in template.catalog.asked if o.name == name)

    assert not form.is_asked(option, context)
    assert context[name] == locked
    for choice in option.choices:
        wanted = "" if choice.value in locked else f"locked to {locked} by preset acme"
        assert form.explain_choice(choice, context) == wanted


@EVERY
def test_plain_copier_refuses_another_answer(
    template: OpenTemplate, rule: str, name: str, locked: Any, other: Any, tmp_path: Path
) -> None:
    preset = template.find_preset(bind(tmp_path, rule, name, locked))

    with pytest.raises(ValueError, match=r"acme|Invalid choice"):
        copy(template.release.root, tmp_path / "out", preset, {name: other})

    assert not (tmp_path / "out").exists()


def copy(root: Path, target: Path, preset: Preset, answers: dict[str, Any]) -> None:
    """Render as `copier copy -d` does, under a preset."""
    data = {"policy": preset.policy, "preset": preset.name, **answers}
    run_copy(str(root), target, data=data, defaults=True, quiet=True, settings=Settings())


@pytest.mark.parametrize(
    "word", ["policy={}", "preset=", "policy={lock: {}, allow: {}, require: {}}", "layer={}"]
)
def test_the_policy_itself_is_no_answer(backsmith: Command, word: str, tmp_path: Path) -> None:
    preset = bind(tmp_path, "lock", "ci", "none")

    done = backsmith("new", "shop", "--defaults", "--preset", preset, "-d", word)

    assert done.code == 1
    assert "is worked out, nobody gives it" in done.talk
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("answer", ["policy: {}", "preset: other", "policy: {lock: {ci: github}}"])
def test_a_file_of_answers_brings_no_policy(
    backsmith: Command, answer: str, tmp_path: Path
) -> None:
    (tmp_path / "answers.yml").write_text(answer)
    preset = bind(tmp_path, "lock", "ci", "none")

    done = backsmith("new", "a", "--defaults", "--preset", preset, "--answers", "answers.yml")

    assert done.code == 1


def test_the_answers_of_a_free_project_do_not_free_another(
    backsmith: Command, tmp_path: Path
) -> None:
    backsmith("new", "free", "--defaults", "--no-git", "--no-lock", "-d", "ci=none")
    preset = bind(tmp_path, "lock", "ci", "none")

    words = ("new", "two", "--defaults", "--no-git", "--no-lock", "--preset", preset)
    done = backsmith(*words, "--answers", "free/.copier-answers.yml")

    recorded = yaml.safe_load((tmp_path / "two/.copier-answers.yml").read_text())
    assert done.code == 0
    assert recorded["policy"]["lock"] == {"ci": "none"}


def choose(option: Option) -> st.SearchStrategy[Any]:
    """Return a strategy for answers to `option`."""
    values = st.sampled_from([choice.value for choice in option.choices])
    return st.lists(values, unique=True) if option.several else values


CHOSEN = [option for option in CATALOG.asked if option.choices]
ANSWERS = st.fixed_dictionaries({}, optional={o.name: choose(o) for o in CHOSEN})
ALLOWED = st.fixed_dictionaries(
    {},
    optional={
        o.name: st.lists(
            st.sampled_from([choice.value for choice in o.choices]), min_size=1, unique=True
        )
        for o in CHOSEN
    },
)


@given(locked=ANSWERS, allowed=ALLOWED, proposed=ANSWERS, said=ANSWERS)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_answered_keeps_the_policy_or_is_refused(
    template: OpenTemplate,
    tmp_path: Path,
    locked: dict[str, Any],
    allowed: dict[str, Any],
    proposed: dict[str, Any],
    said: dict[str, Any],
) -> None:
    rules = {"lock": locked, "allow": allowed, "answers": proposed}
    text = "\n".join(f"{rule}: {json.dumps(entries)}" for rule, entries in rules.items())
    try:
        preset = template.find_preset(str(write(tmp_path, "acme", text)))
        answers = fill(template.make_form(preset, said, {}), take_default).public()
    except BacksmithError:
        return

    for name, value in [*said.items(), *locked.items()]:
        assert level(answers[name]) == level(value)
    for name, values in allowed.items():
        taken = answers[name] if isinstance(answers[name], list) else [answers[name]]
        assert set(taken) <= set(values)


def level(answer: Any) -> Any:
    """Return an answer without its order: several choices are recorded in that of the menu."""
    return sorted(answer) if isinstance(answer, list) else answer
