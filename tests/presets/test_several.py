"""An option that takes several choices is locked, narrowed and held to what it must contain."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from copier import Settings, run_copy

from backsmith.catalog import read_catalog
from backsmith.errors import AnswerRefused, FileRefused
from backsmith.releases import Release
from backsmith.sandbox import Sandbox
from backsmith.template import OpenTemplate
from tests.conftest import ROOT
from tests.presets.files import write

QUESTION = """      value: rest
      validator: "{% from 'template/policy.jinja' import choice %}\
{{ choice(policy, preset, 'api', 'rest') }}"
"""
RULES: dict[str, tuple[str, list[str], str]] = {
    "a choice that is not allowed": (
        "allow: {api: [rest, graphql]}", ["rest", "websocket"], "not allowed by preset acme"),
    "a choice beside the lock": ("lock: {api: [rest]}", ["rest", "graphql"], "locked to rest"),
    "half of the lock": ("lock: {api: [rest, graphql]}", ["rest"], "needs rest and graphql"),
    "what is required is missing": (
        "require: {api: [rest, graphql]}", ["rest", "websocket"], "needs rest and graphql"),
    "one that exists nowhere": ("allow: {api: [rest]}", ["rest", "soap"], "soap|Invalid|it is"),
    "nothing at all": ("require: {api: [rest]}", [], "needs rest"),
}  # fmt: skip


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> OpenTemplate:
    """The template with one more API style to choose from."""
    root = tmp_path_factory.mktemp("wide")
    for name in ("template", "presets"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "copier.yml", root)
    question = root / "template/{{layer.api}}/question.yml"
    last = QUESTION.replace("rest", "graphql")
    more = "    WEBSOCKET:\n" + QUESTION.replace("rest", "websocket")
    assert last in question.read_text()
    question.write_text(question.read_text().replace(last, last + more))
    return OpenTemplate(Release(root), read_catalog(root), Sandbox(root))


def recall(template: OpenTemplate, preset: str, api: list[str]) -> Any:
    """Return the recorded answer, as an update reads it again."""
    policy = template.find_preset(preset).policy
    recorded = {"_src_path": "a", "_commit": "v1", "preset": "acme", "policy": policy, "api": api}
    return template.recall(recorded).values["api"]


@pytest.mark.parametrize("name", RULES)
def test_what_breaks_the_rule_is_refused(wide: OpenTemplate, name: str, tmp_path: Path) -> None:
    rule, api, reason = RULES[name]

    with pytest.raises(AnswerRefused, match=reason):
        recall(wide, str(write(tmp_path, "acme", rule)), api)


@pytest.mark.parametrize("name", RULES)
def test_plain_copier_refuses_it_too(wide: OpenTemplate, name: str, tmp_path: Path) -> None:
    rule, api, reason = RULES[name]
    preset = wide.find_preset(str(write(tmp_path, "acme", rule)))

    with pytest.raises(ValueError, match=reason):
        run_copy(
            str(wide.release.root), tmp_path / "out",
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
    wide: OpenTemplate, rule: str, api: list[str], tmp_path: Path
) -> None:
    assert recall(wide, str(write(tmp_path, "acme", rule)), api) == api


def test_two_presets_narrow_and_require_together(wide: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "base", "allow: {api: [rest, graphql]}\nrequire: {api: [rest]}")
    text = "extends: [./base.yml]\nallow: {api: [graphql, rest]}\nrequire: {api: [graphql]}"

    policy = wide.find_preset(str(write(tmp_path, "acme", text))).policy

    assert policy["allow"] == {"api": ["graphql", "rest"]}
    assert policy["require"] == {"api": ["rest", "graphql"]}


def test_what_is_required_must_be_allowed(wide: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "base", "allow: {api: [rest]}")
    text = "extends: [./base.yml]\nrequire: {api: [websocket]}"

    with pytest.raises(FileRefused, match="required to have websocket, which is not allowed"):
        wide.find_preset(str(write(tmp_path, "acme", text)))
