"""`extends` joins files beside a preset and built-in ones; it never leads out or round."""

import json
import time
from pathlib import Path

import pytest

from backsmith.errors import FileRefused, UnknownName
from backsmith.presets.chain import MOST_DEPTH, MOST_DOCUMENTS
from backsmith.template import OpenTemplate
from tests.presets.files import resolve, write

ESCAPES = [
    "../outside.yml", "../../etc/passwd", "/etc/passwd", "./../outside.yml", "outside.yml",
    "./sub/../../outside.yml", "./sub\\..\\outside.yml", "./outside", "./.git/config.yml",
    "~/outside.yml", "./a\x1b.yml", "file:///etc/passwd", "http://host/a.yml", "-o.yml",
]  # fmt: skip


def test_a_base_beside_the_preset_and_below_it_is_read(
    template: OpenTemplate, tmp_path: Path
) -> None:
    write(tmp_path, "shared/base", "extends: [./deep/er.yml]\nlock: {ci: none}")
    write(tmp_path, "shared/deep/er", "lock: {database: sqlite}")
    team = write(tmp_path, "team", "extends: [./shared/base.yml]")

    preset = template.find_preset(str(team))

    assert preset.policy["lock"] == {"ci": "none", "database": "sqlite"}
    assert [Path(name).stem for name in preset.files] == ["er", "base", "team"]


def test_a_built_in_preset_is_extended_by_name(template: OpenTemplate, tmp_path: Path) -> None:
    team = write(tmp_path, "team", "extends: [builtin:startup]\nlock: {license: mit}")

    preset = template.find_preset(str(team))

    assert preset.policy["lock"]["database"] == "postgresql"
    assert preset.files == ("builtin:startup", str(team))


def test_an_unknown_built_in_preset_is_answered_with_the_nearest(
    template: OpenTemplate, tmp_path: Path
) -> None:
    team = write(tmp_path, "team", "extends: [builtin:startpu]")

    with pytest.raises(UnknownName, match=r"extends of .*team\.yml") as refusal:
        template.find_preset(str(team))

    assert refusal.value.hint == "Did you mean startup?"


def test_a_file_that_two_bases_share_is_read_once(template: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "root", "lock: {ci: none}")
    write(tmp_path, "left", "extends: [./root.yml]")
    write(tmp_path, "right", "extends: [./root.yml]")
    team = write(tmp_path, "team", "extends: [./left.yml, ./right.yml]")

    files = template.find_preset(str(team)).files

    assert [Path(name).stem for name in files] == ["root", "left", "right", "team"]


def test_a_circle_is_refused_with_its_files(template: OpenTemplate, tmp_path: Path) -> None:
    write(tmp_path, "a", "extends: [./b.yml]")
    write(tmp_path, "b", "extends: [./c.yml]")
    write(tmp_path, "c", "extends: [./b.yml]")

    with pytest.raises(FileRefused, match=r"b\.yml -> .*c\.yml -> .*b\.yml"):
        template.find_preset(str(tmp_path / "a.yml"))


@pytest.mark.parametrize("word", ESCAPES)
def test_extends_never_leads_out(template: OpenTemplate, word: str, tmp_path: Path) -> None:
    write(tmp_path, "outside", "lock: {ci: none}")
    team = write(tmp_path, "inside/team", f"extends: [{json.dumps(word)}]")

    with pytest.raises(
        FileRefused, match=r"extends of .*team\.yml.* (is no (file|address)|takes a list)"
    ):
        template.find_preset(str(team))


@pytest.mark.parametrize("is_folder", [False, True])
def test_extends_follows_no_link(template: OpenTemplate, is_folder: bool, tmp_path: Path) -> None:
    base = write(tmp_path, "outside/base", "lock: {ci: none}")
    team = write(tmp_path, "inside/team", f"extends: [./{'sub/' if is_folder else ''}base.yml]")
    link, target = ("sub", base.parent) if is_folder else ("base.yml", base)
    (team.parent / link).symlink_to(target)

    with pytest.raises(FileRefused, match="which is a link"):
        template.find_preset(str(team))


def test_a_chain_may_be_so_deep_and_no_deeper(template: OpenTemplate, tmp_path: Path) -> None:
    texts = ["lock: {ci: none}"] + [""] * (MOST_DEPTH - 1)

    assert len(resolve(template, tmp_path, *texts).files) == MOST_DEPTH
    with pytest.raises(FileRefused, match="presets deep"):
        resolve(template, tmp_path, *texts, "")


def test_a_preset_may_have_so_many_files_and_no_more(
    template: OpenTemplate, tmp_path: Path
) -> None:
    for number in range(MOST_DOCUMENTS):
        write(tmp_path, f"leaf{number}")
    halves = []
    for half in (0, 1):
        names = ", ".join(f"./leaf{half * 10 + n}.yml" for n in range(10))
        halves.append(write(tmp_path, f"half{half}", f"extends: [{names}]").name)
    team = write(tmp_path, "team", f"extends: [./{halves[0]}, ./{halves[1]}]")

    with pytest.raises(FileRefused, match=f"more than {MOST_DOCUMENTS - 1} presets"):
        template.find_preset(str(team))


def test_a_lattice_of_presets_is_walked_in_a_moment(template: OpenTemplate, tmp_path: Path) -> None:
    for level in range(MOST_DEPTH - 1):
        bases = ", ".join(f"./p{level - 1}{n}.yml" for n in range(3)) if level else ""
        for number in range(3):
            write(tmp_path, f"p{level}{number}", f"extends: [{bases}]")
    team = write(tmp_path, "team", "extends: [./p40.yml, ./p41.yml, ./p42.yml]")
    began = time.process_time()

    assert len(template.find_preset(str(team)).files) == 3 * (MOST_DEPTH - 1) + 1
    assert time.process_time() - began < 2
