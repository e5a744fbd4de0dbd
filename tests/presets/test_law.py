"""The merge law: a preset only tightens what it extends; a contradiction names both files."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backsmith.errors import FileRefused
from backsmith.presets.document import Document
from backsmith.presets.law import unite
from backsmith.template import OpenTemplate
from tests.presets.files import resolve, write

AGREE: dict[str, tuple[list[str], dict[str, object]]] = {
    "a lock is added": (
        ["lock: {ci: github}", "lock: {database: sqlite}"],
        {"lock": {"ci": "github", "database": "sqlite"}},
    ),
    "a lock may be repeated": (["lock: {ci: none}"] * 2, {"lock": {"ci": "none"}}),
    "what is allowed intersects, in the order of the later": (
        ["allow: {license: [mit, apache, proprietary]}", "allow: {license: [apache, mit]}"],
        {"allow": {"license": ["apache", "mit"]}},
    ),
    "what is required unites": (["require: {api: [rest]}"] * 2, {"require": {"api": ["rest"]}}),
    "ranges of the template are joined": (
        ['template: ">=0.1"', 'template: "<1"'], {"template": "<1,>=0.1"}),
    "a check becomes stricter": (
        ["checks: [{id: a, absent: b, level: warning, why: so, waivable: true}]",
         "checks: [{id: a, absent: b}]"],
        {"checks": [{"id": "a", "absent": "b", "level": "error", "why": "so"}]},
    ),
    "checks are sorted by their ids": (
        ["checks: [{id: b, absent: b}]", "checks: [{id: a, absent: a}]"],
        {"checks": [{"id": i, "absent": i, "level": "error"} for i in "ab"]},
    ),
}  # fmt: skip
CLASH = {
    "two locks": (["lock: {ci: none}", "lock: {ci: github}"], "locked to 'none' and to 'github'"),
    "nothing is left": (
        ["allow: {license: [mit]}", "allow: {license: [apache]}"], "nothing is left"),
    "a lock beside what is allowed": (
        ["allow: {license: [mit]}", "lock: {license: apache}"], "apache, which is not allowed"),
    "a menu without what is locked": (
        ["lock: {license: apache}", "allow: {license: [mit]}"], "apache, which is not allowed"),
    "a lock without what is required": (
        ["require: {api: [rest]}", "lock: {api: []}"], "locked without rest"),
    "an answer beside a lock": (
        ["lock: {ci: none}", "answers: {ci: github}"], "proposed as 'github' and locked to"),
    "an answer that is not allowed": (
        ["allow: {license: [mit]}", "answers: {license: apache}"], "may only be mit"),
    "a milder check": (
        ["checks: [{id: a, absent: b}]", "checks: [{id: a, absent: b, level: warning}]"],
        "is error, and only warning later"),
    "a check that may be waived after all": (
        ["checks: [{id: a, absent: b}]", "checks: [{id: a, absent: b, waivable: true}]"],
        "cannot be waived, and later it can"),
    "a check of another meaning": (
        ["checks: [{id: a, absent: b}]", "checks: [{id: a, present: b}]"], "asks for two things"),
}  # fmt: skip


@pytest.mark.parametrize("name", AGREE)
def test_what_agrees_is_joined(template: OpenTemplate, name: str, tmp_path: Path) -> None:
    texts, expected = AGREE[name]

    policy = resolve(template, tmp_path, *texts).policy

    assert {key: policy[key] for key in expected} == expected


@pytest.mark.parametrize("name", CLASH)
def test_a_contradiction_names_both_files(
    template: OpenTemplate, name: str, tmp_path: Path
) -> None:
    texts, reason = CLASH[name]

    with pytest.raises(FileRefused, match=reason) as refusal:
        resolve(template, tmp_path, *texts)

    assert str(tmp_path / "p0.yml") in refusal.value.message
    assert str(tmp_path / "p1.yml") in refusal.value.message


def test_the_later_answer_wins(template: OpenTemplate, tmp_path: Path) -> None:
    preset = resolve(
        template, tmp_path, "answers: {ci: none, license: mit}", "answers: {ci: github}"
    )

    assert preset.answers == {"ci": "github", "license": "mit"}


def test_a_proposal_of_what_is_locked_already_says_nothing(
    template: OpenTemplate, tmp_path: Path
) -> None:
    assert resolve(template, tmp_path, "lock: {ci: none}", "answers: {ci: none}").answers == {}


@pytest.mark.parametrize("rule", ["lock: {ci: github}", "allow: {ci: [github]}"])
def test_a_proposal_gives_way_to_a_later_rule(
    template: OpenTemplate, rule: str, tmp_path: Path
) -> None:
    assert resolve(template, tmp_path, "answers: {ci: none}", rule).answers == {}


def test_the_later_of_two_bases_wins(template: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "one", "answers: {ci: none}")
    write(tmp_path, "two", "answers: {ci: github}")
    team = write(tmp_path, "team", "extends: [./one.yml, ./two.yml]")

    assert template.find_preset(str(team)).answers == {"ci": "github"}


Rules = dict[str, dict[str, object]]
LICENSES = ("proprietary", "mit", "apache")
TURNS = st.lists(
    st.fixed_dictionaries(
        {
            "answers": st.dictionaries(st.just("license"), st.sampled_from(LICENSES)),
            "lock": st.dictionaries(st.just("license"), st.sampled_from(LICENSES)),
            "allow": st.dictionaries(
                st.just("license"), st.lists(st.sampled_from(LICENSES), min_size=1, unique=True)
            ),
            "require": st.just({}),
        }
    ),
    min_size=1,
    max_size=3,
)


@given(TURNS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_joined_is_as_strict_as_each_part(
    turns: list[dict[str, dict[str, object]]],
) -> None:
    documents = [Document(f"p{n}", "p", "", (), rules, "", ()) for n, rules in enumerate(turns)]
    try:
        standard = unite(documents)
    except FileRefused:
        return

    lock, allow = standard.read("lock"), standard.read("allow")
    for rules in turns:
        assert rules["lock"].items() <= lock.items()
        for name, values in rules["allow"].items():
            assert isinstance(values, list)
            assert set(allow[name]) <= set(values)
            assert lock.get(name, values[0]) in values
    for name, value in standard.read("answers").items():
        assert name not in lock
        assert value in allow.get(name, LICENSES)


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_the_order_of_files_changes_no_rule(order: tuple[int, ...]) -> None:
    rules: list[Rules] = [
        {"lock": {"ci": "github"}, "allow": {"license": ["mit", "apache"]}},
        {"lock": {"database": "sqlite"}, "allow": {"license": ["apache", "proprietary"]}},
        {"lock": {}, "allow": {"license": ["apache"]}},
    ]
    documents = [
        Document(f"p{n}", "p", "", (), {"answers": {}, "require": {}, **rules[n]}, "", ())
        for n in order
    ]

    standard = unite(documents)

    assert standard.read("lock") == {"ci": "github", "database": "sqlite"}
    assert standard.read("allow") == {"license": ["apache"]}
