"""`backsmith presets` lists, shows, checks and begins presets, and gives their schema."""

import json
import os
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Command
from tests.presets.files import write

NAMES = sorted(path.stem for path in (ROOT / "presets").glob("*.yml"))
MADE = ("new", "shop", "--defaults", "--no-git", "--no-lock")


@pytest.mark.parametrize("words", [("presets",), ("presets", "list")])
def test_the_built_in_presets_are_listed_with_what_they_are_for(
    backsmith: Command, words: tuple[str, ...]
) -> None:
    lines = backsmith(*words).data.splitlines()

    assert [line.split()[0] for line in lines] == NAMES
    assert all(len(line.split()) > 4 for line in lines)


@pytest.mark.parametrize("words", [("presets", "startup"), ("presets", "show", "startup")])
def test_one_preset_is_shown_rule_by_rule(backsmith: Command, words: tuple[str, ...]) -> None:
    shown = backsmith(*words).data

    assert "  locks database: postgresql\n" in shown
    assert "  comes from builtin:startup\n" in shown
    assert "  digest sha256:" in shown


def test_a_preset_is_shown_with_what_it_extends_and_checks(
    backsmith: Command, tmp_path: Path
) -> None:
    write(tmp_path, "base", "lock: {ci: none}\nchecks: [{id: a, absent: .env, waivable: true}]")
    write(tmp_path, "team", 'extends: [./base.yml]\ntemplate: ">=0.1"\nanswers: {license: mit}')

    shown = backsmith("presets", "team.yml").data.splitlines()

    assert shown[1:6] == [
        "  proposes license: mit",
        "  locks ci: none",
        "  is for template >=0.1",
        "  checks a: no .env (error, may be waived)",
        "  is made of base.yml, team.yml",
    ]


@pytest.mark.parametrize("words", [("quickstart", "--json"), ("show", "quickstart", "--json")])
def test_presets_are_data_too(backsmith: Command, words: tuple[str, ...]) -> None:
    (preset,) = json.loads(backsmith("presets", *words).data)["presets"]

    assert preset["answers"] == {"database": "sqlite", "ci": "none", "backups": "local"}
    assert preset["lock"] == {}
    assert preset["origin"]["source"] == "builtin:quickstart"


def test_the_list_is_data_too(backsmith: Command) -> None:
    presets = json.loads(backsmith("presets", "--json").data)["presets"]

    assert [preset["name"] for preset in presets] == NAMES
    assert json.loads(backsmith("presets", "list", "--json").data)["presets"] == presets


def test_an_unknown_preset_is_an_error(backsmith: Command) -> None:
    done = backsmith("presets", "quickstrat")

    assert done.code == 1
    assert "Did you mean quickstart?" in done.talk


def test_an_unknown_flag_is_a_wrong_use(backsmith: Command) -> None:
    assert backsmith("presets", "--jsno").code == 2


def test_sound_presets_are_called_sound(backsmith: Command, tmp_path: Path) -> None:
    write(tmp_path, "a")

    done = backsmith("presets", "validate", "a.yml", "startup")

    assert done.code == 0
    assert done.data == "a.yml: sound, it is called a\nstartup: sound, it is called startup\n"


def test_every_fault_of_every_file_has_a_line(backsmith: Command, tmp_path: Path) -> None:
    write(tmp_path, "good")
    text = "locks: {}\nlock: {databse: sqlite, ci: jenkins}\nchecks: [{id: A}, {absent: /etc}]"
    write(tmp_path, "bad", text)
    write(tmp_path, "round", "extends: [./round.yml]")
    (tmp_path / "torn.yml").write_text("a: [")

    done = backsmith("presets", "validate", "good.yml", "bad.yml", "round.yml", "torn.yml", "x.yml")

    lines = done.data.splitlines()
    assert done.code == 1
    assert [line.split(":")[0] for line in lines] == [
        "good.yml", *["bad.yml"] * 5, "round.yml", "torn.yml", "x.yml",
    ]  # fmt: skip
    assert "Did you mean lock?" in lines[1]
    assert "Did you mean database?" in lines[2]
    assert "error:" not in done.talk


def test_faults_are_data_too(backsmith: Command, tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "bad", "lock: {ci: jenkins}")

    done = backsmith("presets", "validate", "good.yml", "bad.yml", "--json")

    good, bad = json.loads(done.data)["presets"]
    assert done.code == 1
    assert good == {"preset": "good.yml", "name": "good", "errors": []}
    assert "ci cannot be 'jenkins'" in bad["errors"][0]["message"]


@pytest.mark.parametrize("text", ["\x1b]0;owned\x07", "a\x1b[2J", "\u202e"])
def test_nothing_that_a_terminal_obeys_is_shown(
    backsmith: Command, text: str, tmp_path: Path
) -> None:
    written = {"apiVersion": 1, "name": text, text: 1, "lock": {text: text}, "extends": [text]}
    written["checks"] = [{"id": text, "absent": text, "why": text, text: 1}]
    (tmp_path / "bad.yml").write_text(json.dumps(written))

    for words in (("show", "bad.yml"), ("validate", "bad.yml"), ("show", f"{text}.yml")):
        done = backsmith("presets", *words)
        assert done.code == 1
        assert all(c.isprintable() or c == "\n" for c in done.data + done.talk)


def test_the_schema_is_given(backsmith: Command) -> None:
    given = backsmith("presets", "schema").data

    assert given == (ROOT / "docs/preset.schema.json").read_text()


def test_a_preset_is_begun_with_the_choices_of_a_project(
    backsmith: Command, tmp_path: Path
) -> None:
    backsmith(*MADE, "-d", "database=mariadb", "-d", 'owner=A "B": #1, {{ c }}')

    done = backsmith("presets", "init", "shop", "-o", "acme.yml")

    text = (tmp_path / "acme.yml").read_text()
    assert done.code == 0
    assert "backsmith presets validate acme.yml" in done.talk
    assert yaml.safe_load(text)["lock"] == {
        "owner": 'A "B": #1, {{ c }}', "contact": "security@example.com", "database": "mariadb",
        "api": ["rest"], "auth": "jwt", "encryption": "no", "cache": "none",
        "backups": "s3",
        "deploy": "compose", "ci": "github", "license": "proprietary",
    }  # fmt: skip
    assert "  database: mariadb  # or postgresql, sqlite\n" in text
    assert "A backend service" not in text
    assert backsmith("presets", "validate", "acme.yml").code == 0
    again = backsmith("new", "two", "--defaults", "--dry-run", "--preset", "acme.yml", "--json")
    assert json.loads(again.data)["answers"]["database"] == "mariadb"


def test_a_preset_is_begun_in_the_project_one_stands_in(backsmith: Command, tmp_path: Path) -> None:
    backsmith(*MADE)
    os.chdir(tmp_path / "shop")

    assert backsmith("presets", "init").code == 0
    assert yaml.safe_load((tmp_path / "shop/preset.yml").read_text())["name"] == "preset"


@pytest.mark.parametrize("is_link", [False, True])
def test_a_preset_that_is_there_is_not_overwritten(
    backsmith: Command, is_link: bool, tmp_path: Path
) -> None:
    backsmith(*MADE)
    mine = tmp_path / ("mine.yml" if is_link else "preset.yml")
    mine.write_text("mine")
    if is_link:
        (tmp_path / "preset.yml").symlink_to(mine)

    done = backsmith("presets", "init", "shop")

    assert done.code == 1
    assert "is there already" in done.talk
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("name", ["Acme.yml", "acme", "acme.json", "-.yml", "a b.yml"])
def test_a_preset_is_named_as_its_file(backsmith: Command, name: str) -> None:
    backsmith(*MADE)

    assert backsmith("presets", "init", "shop", f"--output={name}").code == 1


def test_a_preset_is_begun_with_a_project_only(backsmith: Command, tmp_path: Path) -> None:
    done = backsmith("presets", "init", str(tmp_path))

    assert done.code == 1
    assert "belongs to no project" in done.talk
    assert not (tmp_path / "preset.yml").exists()
