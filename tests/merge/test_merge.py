"""A merge has what both sides changed; what they cannot agree on waits for a person."""

import os
from pathlib import Path

import pytest

from backsmith.errors import ChangesInTheWay, Unresolved
from backsmith.merge import Kind, abort, finish, read_state, recover, replace, undo, write
from backsmith.merge.computing import Merger
from backsmith.merge.three_way import merge_in_folder, merge_without_folder
from tests.merge.scene import ANSWERS, Scene, lay, make_scene, photograph

LINES = "".join(f"line {n}\n" for n in range(1, 21))


def edit(text: str, **lines: str) -> str:
    """Return `text` with whole lines replaced: line_3="..."."""
    for name, line in lines.items():
        text = text.replace(f"{name.replace('_', ' ')}\n", f"{line}\n")
    return text


def kinds(scene: Scene, **sides: object) -> dict[str, Kind]:
    """Return what becomes of each path but the answers file."""
    return {c.path: c.kind for c in scene.compute(**sides).changes if c.path != ANSWERS}


@pytest.fixture(params=[merge_without_folder, merge_in_folder], ids=["git", "old git"])
def merger(request: pytest.FixtureRequest) -> Merger:
    """What merges: git, and git before 2.38."""
    found: Merger = request.param
    return found


def test_both_sides_changes_are_in_the_result(tmp_path: Path, merger: Merger) -> None:
    scene = make_scene(
        tmp_path,
        {"a.txt": LINES, "gone.txt": "gone\n", "same.txt": "same\n"},
        {"a.txt": edit(LINES, line_2="theirs"), "same.txt": "same\n", "added.txt": "added\n"},
    )
    scene.words = {"merger": merger}
    scene.commit({"a.txt": edit(LINES, line_19="mine"), "own.txt": "own\n"})

    merge = scene.compute()
    write(merge, "update to v2")

    assert {c.path: c.kind for c in merge.changes} == {
        ANSWERS: Kind.UPDATED,
        "a.txt": Kind.MERGED,
        "added.txt": Kind.ADDED,
        "gone.txt": Kind.REMOVED,
    }
    assert scene.read("a.txt") == edit(LINES, line_2="theirs", line_19="mine")
    assert scene.read("added.txt") == "added\n"
    assert not (scene.root / "gone.txt").exists()
    assert scene.read(ANSWERS) == "_commit: v2\n"
    assert scene.compute().is_empty


def test_a_conflict_names_both_sides_and_waits(tmp_path: Path, merger: Merger) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": edit(LINES, line_9="theirs")})
    scene.words = {"merger": merger}
    scene.commit({"a.txt": edit(LINES, line_9="mine")})

    write(scene.compute(), "update to v2")

    text = scene.read("a.txt")
    assert "<<<<<<< project\nmine\n=======\ntheirs\n>>>>>>> template v2\n" in text
    assert "UU a.txt" in scene.git("status", "--short")
    with pytest.raises(Unresolved, match="markers left in"):
        finish(scene.root)
    (scene.root / "a.txt").write_text("both\n")
    with pytest.raises(Unresolved, match="Not resolved yet"):
        finish(scene.root)
    scene.git("add", "a.txt")
    finish(scene.root)
    assert read_state(scene.root) is None


def test_abort_brings_everything_back(tmp_path: Path) -> None:
    scene = make_scene(
        tmp_path,
        {"a.txt": LINES, "b/c.txt": "c\n"},
        {"a.txt": edit(LINES, line_9="theirs"), "d/e.txt": "e\n"},
    )
    scene.commit({"a.txt": edit(LINES, line_9="mine")})
    before, index = photograph(scene.root), scene.git("ls-files", "-s")
    write(scene.compute(), "update to v2")

    abort(scene.root)

    assert photograph(scene.root) == before
    assert scene.git("ls-files", "-s") == index
    assert scene.git("status", "--short") == ""


def test_undo_brings_back_ignored_files_too(tmp_path: Path) -> None:
    scene = make_scene(
        tmp_path,
        {".gitignore": ".env\n", ".env": (b"A=1\nB=2\nC=3\n", 0o600)},
        {".gitignore": ".env\n", ".env": b"A=1\nB=2\nC=4\n", "run": (b"#!/bin/sh\n", 0o755)},
    )
    lay(scene.root, {".env": b"A=secret\nB=2\nC=3\n"})
    before = photograph(scene.root)
    write(scene.compute(), "update to v2")
    assert scene.read(".env") == "A=secret\nB=2\nC=4\n"
    assert (scene.root / ".env").stat().st_mode & 0o777 == 0o600
    assert os.access(scene.root / "run", os.X_OK)

    undo(scene.root)

    assert photograph(scene.root) == before
    with pytest.raises(ChangesInTheWay, match="nothing to undo"):
        undo(scene.root)


def test_plain_files_go_through_the_same_journal(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": "a\n", "b.txt": "b\n"}, {})
    lay(scene.root, {"a.txt": "edited\n"})
    before = photograph(scene.root)

    replace(scene.root, {"a.txt": (b"a\n", 0o644), "b.txt": None, "c/d": (b"d", 0o755)}, "heal")

    assert scene.read("a.txt") == "a\n"
    assert not (scene.root / "b.txt").exists()
    undo(scene.root)
    assert photograph(scene.root) == before
    assert recover(scene.root) is None
