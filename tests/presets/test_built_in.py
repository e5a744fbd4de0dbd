"""Each built-in preset has a reason of its own, and checks that a project of it passes."""

import json
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from backsmith.presets import list_policy_checks
from backsmith.template import OpenTemplate
from tests.conftest import ROOT, Command

NAMES = sorted(path.stem for path in (ROOT / "presets").glob("*.yml"))
# How each is broken by one edit of its project: the file, and what is written there.
BREAKS = {
    "no-env": (".env", "A=b\n"),
    "no-keys": ("deploy/site.pem", "key\n"),
    "ci": (".github/workflows/ci.yml", "on: pull_request_target\n"),
    "bounded": ("compose.yml", "services: {}\n"),
    "words": ("Makefile", "check:\n"),
}


def check(backsmith: Command, *words: str) -> tuple[int, set[str]]:
    """Return the exit code of a check of the project, and the ids of what was found."""
    done = backsmith("check", "shop", "--format", "json", *words)
    (report,) = json.loads(done.data)["repositories"]
    return done.code, {finding["id"] for finding in report["findings"]}


def make(backsmith: Command, name: str, folder: Path) -> None:
    """Make a project under a preset; the lock that uv would write stands for itself."""
    done = backsmith("new", "shop", "--defaults", "--no-git", "--no-lock", "--preset", name)
    assert done.code == 0, done.talk
    (folder / "shop/uv.lock").write_text("version = 1\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_fresh_project_passes(backsmith: Command, name: str, tmp_path: Path) -> None:
    make(backsmith, name, tmp_path)

    assert check(backsmith) == (0, set())


@pytest.mark.parametrize("name", NAMES)
def test_a_project_that_leaves_it_is_found(
    backsmith: Command, template: OpenTemplate, name: str, tmp_path: Path
) -> None:
    make(backsmith, name, tmp_path)
    (tmp_path / "shop/.gitignore").write_text("")
    ours = {check.id for check in list_policy_checks(template.find_preset(name).policy)}
    broken = BREAKS.keys() & ours
    for one in broken:
        path, text = BREAKS[one]
        (tmp_path / "shop" / path).write_text(text)

    _, found = check(backsmith)

    assert broken
    assert broken <= found


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_for(template: OpenTemplate, name: str) -> None:
    text = (ROOT / f"presets/{name}.yml").read_text()
    preset = template.find_preset(name)

    assert preset.name == name
    assert preset.description
    assert text.splitlines()[1].startswith("# For ")
    assert all(check.why for check in list_policy_checks(preset.policy))
    assert f"`{name}`" in (ROOT / "docs/presets.md").read_text()


def test_no_two_of_them_say_the_same(template: OpenTemplate) -> None:
    presets = [template.find_preset(name) for name in NAMES]

    for one, other in combinations(presets, 2):
        rules = ("lock", "allow", "require", "checks")
        assert [one.policy[r] for r in rules] != [other.policy[r] for r in rules]


def test_nobody_sets_aside_what_is_regulated(template: OpenTemplate) -> None:
    checks = list_policy_checks(template.find_preset("regulated").policy)

    assert len(checks) > 10
    assert not [check for check in checks if check.waivable]


def test_a_platform_team_extends_its_base(
    backsmith: Command, template: OpenTemplate, tmp_path: Path
) -> None:
    (tmp_path / "team.yml").write_text(
        "apiVersion: 1\nname: team\nextends: [builtin:platform]\nlock: {database: mariadb}\n"
    )
    make(backsmith, "team.yml", tmp_path)

    recorded = yaml.safe_load((tmp_path / "shop/.copier-answers.yml").read_text())
    assert recorded["database"] == "mariadb"
    assert recorded["policy"]["allow"]["database"] == ["postgresql", "mariadb"]
    assert check(backsmith)[0] == 0
