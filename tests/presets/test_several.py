"""An option that takes several choices is locked, narrowed and held to what it must contain."""

from pathlib import Path
from typing import Any

import pytest
from copier import Settings, run_copy

from backsmith.errors import AnswerRefused, FileRefused
from backsmith.template import OpenTemplate
from tests.presets.files import write

RULES: dict[str, tuple[str, list[str], str]] = {
    "a choice that is not allowed": (
        "allow: {api: [rest, graphql]}", ["rest", "websocket"], "not allowed by preset acme"),
    "a choice beside the lock": ("lock: {api: [rest]}", ["rest", "graphql"], "locked to rest"),
    "half of the lock": ("lock: {api: [rest, graphql]}", ["rest"], "needs rest and graphql"),
    "what is required is missing": (
        "require: {api: [rest, graphql]}", ["rest", "websocket"], "needs rest and graphql"),
    "one that exists nowhere": ("allow: {api: [rest]}", ["rest", "soap"], "soap|Invalid|it is"),
    "a feed alone": ("", ["websocket"], "choose REST or GraphQL beside websocket"),
    "nothing at all": ("require: {api: [rest]}", [], "needs rest"),
}  # fmt: skip


def recall(template: OpenTemplate, preset: str, api: list[str]) -> Any:
    """Return the recorded answer, as an update reads it again."""
    policy = template.find_preset(preset).policy
    recorded = {"_src_path": "a", "_commit": "v1", "preset": "acme", "policy": policy, "api": api}
    return template.recall(recorded).values["api"]


@pytest.mark.parametrize("name", RULES)
def test_what_breaks_the_rule_is_refused(template: OpenTemplate, name: str, tmp_path: Path) -> None:
    rule, api, reason = RULES[name]

    with pytest.raises(AnswerRefused, match=reason):
        recall(template, str(write(tmp_path, "acme", rule)), api)


@pytest.mark.parametrize("name", RULES)
def test_plain_copier_refuses_it_too(template: OpenTemplate, name: str, tmp_path: Path) -> None:
    rule, api, reason = RULES[name]
    preset = template.find_preset(str(write(tmp_path, "acme", rule)))

    with pytest.raises(ValueError, match=reason):
        run_copy(
            str(template.release.root), tmp_path / "out",
            data={"policy": preset.policy, "preset": "acme", "api": api},
            defaults=True, quiet=True, settings=Settings(),
        )  # fmt: skip

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("rule", "api"),
    [
        ("allow: {api: [rest, graphql]}", ["rest", "graphql"]),
        ("allow: {api: [rest, graphql]}", ["rest"]),
        ("lock: {api: [rest, graphql]}", ["rest", "graphql"]),
        ("require: {api: [rest]}", ["rest", "websocket"]),
    ],
)
def test_what_keeps_the_rule_is_taken(
    template: OpenTemplate, rule: str, api: list[str], tmp_path: Path
) -> None:
    assert recall(template, str(write(tmp_path, "acme", rule)), api) == api


def test_two_presets_narrow_and_require_together(template: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "base", "allow: {api: [rest, graphql]}\nrequire: {api: [rest]}")
    text = "extends: [./base.yml]\nallow: {api: [graphql, rest]}\nrequire: {api: [graphql]}"

    policy = template.find_preset(str(write(tmp_path, "acme", text))).policy

    assert policy["allow"] == {"api": ["graphql", "rest"]}
    assert policy["require"] == {"api": ["rest", "graphql"]}


def test_what_is_required_must_be_allowed(template: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "base", "allow: {api: [rest]}")
    text = "extends: [./base.yml]\nrequire: {api: [websocket]}"

    with pytest.raises(FileRefused, match="required to have websocket, which is not allowed"):
        template.find_preset(str(write(tmp_path, "acme", text)))
