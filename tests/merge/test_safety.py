"""What a merger loses is held back: the user's version stays, or nothing is written."""

from pathlib import Path

import pytest

from backsmith.errors import GitFailed
from backsmith.merge import Kind, write
from backsmith.merge.quarantine import Quarantine
from backsmith.merge.shapes import Tree
from backsmith.merge.three_way import Outcome
from tests.merge.scene import ANSWERS, make_scene

LINES = "".join(f"line {n}\n" for n in range(9))


def take_theirs(quarantine: Quarantine, base: Tree, ours: Tree, theirs: Tree) -> Outcome:
    """Merge like a tool that forgets the project's side."""
    return Outcome(dict(theirs), {})


def test_lines_that_a_merger_loses_stay_as_a_conflict(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": LINES + "theirs\n"})
    scene.commit({"a.txt": "mine\n" + LINES})
    scene.words = {"merger": take_theirs}

    merge = scene.compute()
    write(merge, "update")

    assert {c.path: c.kind for c in merge.changes if c.path != ANSWERS} == {"a.txt": Kind.CONFLICT}
    assert scene.read("a.txt") == "mine\n" + LINES
    assert scene.read("a.txt.new") == LINES + "theirs\n"


@pytest.mark.parametrize("data", [b"own\n", b"\0own"])
def test_a_file_of_the_user_that_a_merger_loses_stays(data: bytes, tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": LINES})
    scene.commit({"own": data})
    scene.words = {"merger": take_theirs}

    write(scene.compute(), "update")

    assert (scene.root / "own").read_bytes() == data


def test_a_line_that_stands_once_more_than_in_the_template_is_the_users(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": "x\n" + LINES}, {"a.txt": LINES})
    scene.commit({"a.txt": "x\n" + LINES + "x\n"})
    scene.words = {"merger": take_theirs}

    assert scene.compute().conflicts == ("a.txt",)


def test_nothing_is_written_when_lines_cannot_be_held(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": LINES, "b/c.txt": "c\n"})
    scene.commit({"b": "mine\n"})
    scene.words = {"merger": take_theirs}

    with pytest.raises(GitFailed):
        scene.compute()
