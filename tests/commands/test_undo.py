"""`backsmith undo` says what it brought back, and what is in its way."""

import json
from pathlib import Path

import pytest

from backsmith.merge import write
from tests.conftest import Command
from tests.merge.scene import Scene, lay, make_scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A project that was just updated, with a conflict in `b.txt`."""
    scene = make_scene(tmp_path, {"a.txt": "a\n", "b.txt": "b\n"}, {"a.txt": "A\n", "b.txt": "B\n"})
    lay(scene.root, {".copier-answers.yml": "_src_path: backsmith\n_commit: v1\n"})
    lay(scene.new, {".copier-answers.yml": "_src_path: backsmith\n_commit: v2\n"})
    scene.commit({"b.txt": "mine\n"})
    write(scene.compute(), "update to v2")
    return scene


def test_undo_says_what_it_brought_back(scene: Scene, backsmith: Command) -> None:
    outcome = backsmith("undo", "--project", str(scene.root))

    assert outcome.code == 0
    assert "Taken back: update to v2, 3 files." in outcome.talk
    assert scene.git("status", "--short") == ""


def test_undo_gives_data(scene: Scene, backsmith: Command) -> None:
    data = json.loads(backsmith("undo", "--project", str(scene.root), "--json").data)

    assert data["undone"] == "update to v2"
    assert data["files"] == [".copier-answers.yml", "a.txt", "b.txt"]
    assert (Path(data["backup"]) / "a.txt").read_text() == "A\n"


def test_undo_keeps_its_hands_off_what_was_edited_since(scene: Scene, backsmith: Command) -> None:
    lay(scene.root, {"a.txt": "edited since\n"})

    refused = backsmith("undo", "--project", str(scene.root))
    assert (refused.code, scene.read("a.txt")) == (1, "edited since\n")
    assert "Edited since update to v2: a.txt." in refused.talk

    forced = backsmith("undo", "--project", str(scene.root), "--force", "--json")
    assert (forced.code, scene.read("a.txt")) == (0, "a\n")
    assert (Path(json.loads(forced.data)["backup"]) / "a.txt").read_text() == "edited since\n"


def test_a_second_undo_finds_nothing(scene: Scene, backsmith: Command) -> None:
    backsmith("undo", "--project", str(scene.root))

    outcome = backsmith("undo", "--project", str(scene.root))

    assert outcome.code == 1
    assert "There is nothing to undo" in outcome.talk


def test_an_interrupted_run_is_told_about(scene: Scene, backsmith: Command) -> None:
    [folder] = [f for f in (scene.top / ".git/backsmith").iterdir() if f.is_dir()]
    journal = folder / "journal.json"
    journal.write_text(journal.read_text().replace('"phase": "open"', '"phase": "writing"'))

    outcome = backsmith("undo", "--project", str(scene.root))

    assert "An interrupted run (update to v2) was taken back." in outcome.talk
    assert scene.read("a.txt") == "a\n"
