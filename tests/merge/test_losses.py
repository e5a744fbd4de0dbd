"""Where plain copier loses work without a word: here it stays, or nothing is written.

Each test is one of the cases in which `copier update` 9.19 exits with 0 and work is gone.
"""

from pathlib import Path

import pytest

from backsmith.errors import ChangesInTheWay
from backsmith.merge import Kind, write
from backsmith.merge.computing import Merger
from backsmith.merge.three_way import merge_in_folder, merge_without_folder
from tests.merge.scene import ANSWERS, Scene, lay, make_scene, photograph

LINES = "".join(f"line {n}\n" for n in range(20))
MINE = LINES.replace("line 15\n", "mine\n")
THEIRS = LINES.replace("line 3\n", "theirs\n")
BOTH = MINE.replace("line 3\n", "theirs\n")
PICTURE, MY_PICTURE, NEW_PICTURE = (b"\x89PNG\x00" + word for word in (b"old", b"mine", b"new"))


def update(scene: Scene, **sides: object) -> dict[str, Kind]:
    """Write the merge; return what became of each path but the answers file."""
    merge = scene.compute(**sides)
    write(merge, "update to v2")
    return {change.path: change.kind for change in merge.changes if change.path != ANSWERS}


def refuse(scene: Scene, name: str) -> None:
    """See that nothing is written, because of the file `name`."""
    before = photograph(scene.root)

    with pytest.raises(ChangesInTheWay, match=name):
        update(scene)

    assert photograph(scene.root) == before


def test_an_edited_file_that_the_template_removes_stays(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {})
    scene.commit({"a.txt": MINE})

    assert update(scene) == {"a.txt": Kind.CONFLICT}
    assert scene.read("a.txt") == MINE


def test_an_edit_follows_a_file_that_the_template_renames(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"docs/b.txt": THEIRS})
    scene.commit({"a.txt": MINE})

    assert update(scene) == {"docs/b.txt": Kind.MOVED}
    assert scene.read("docs/b.txt") == BOTH


def test_an_edit_follows_a_rename_that_only_the_template_can_know(tmp_path: Path) -> None:
    rewritten = "all is new\n" * 20
    scene = make_scene(tmp_path, {"a.txt": "1\n2\n3\n"}, {"b.txt": rewritten + "3\n"})
    scene.commit({"a.txt": "1\n2\n3\nmine\n"})

    update(scene, renames={"a.txt": "b.txt"})

    assert not (scene.root / "a.txt").exists()
    assert "mine\n" in scene.read("b.txt")
    assert rewritten in scene.read("b.txt")


def test_a_kept_file_that_the_template_removes_stays(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES, "b.txt": LINES}, {"b.txt": THEIRS})
    scene.commit({"a.txt": MINE})

    assert update(scene, is_kept=lambda path: True) == {"b.txt": Kind.KEPT}
    assert (scene.read("a.txt"), scene.read("b.txt")) == (MINE, LINES)


def test_edits_and_new_files_follow_a_folder_that_an_answer_renames(tmp_path: Path) -> None:
    files = {name: LINES.replace("line", name) for name in ("a", "b", "c")}
    scene = make_scene(
        tmp_path,
        {f"src/shop/{name}.py": text for name, text in files.items()},
        {f"src/store/{name}.py": text for name, text in files.items()},
    )
    scene.commit({"src/shop/a.py": files["a"] + "mine\n", "src/shop/own.py": "own\n"})

    kinds = update(scene)

    assert set(kinds.values()) == {Kind.MOVED}
    assert scene.read("src/store/a.py") == files["a"] + "mine\n"
    assert scene.read("src/store/own.py") == "own\n"


def test_an_edited_file_that_an_answer_switches_off_stays(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"auth/jwt.py": LINES, "auth/x.py": "x\n"}, {})
    scene.commit({"auth/jwt.py": MINE})

    assert update(scene) == {"auth/jwt.py": Kind.CONFLICT, "auth/x.py": Kind.REMOVED}
    assert scene.read("auth/jwt.py") == MINE


def test_a_binary_that_both_changed_stays_with_the_new_one_beside(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"logo.png": PICTURE}, {"logo.png": NEW_PICTURE})
    scene.commit({"logo.png": MY_PICTURE})

    assert update(scene) == {"logo.png": Kind.CONFLICT}
    assert (scene.root / "logo.png").read_bytes() == MY_PICTURE
    assert (scene.root / "logo.png.new").read_bytes() == NEW_PICTURE


def test_a_binary_that_the_template_never_touched_stays(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"logo.png": PICTURE}, {"logo.png": PICTURE, "a": "a\n"})
    scene.commit({"logo.png": MY_PICTURE})

    assert update(scene) == {"a": Kind.ADDED}
    assert (scene.root / "logo.png").read_bytes() == MY_PICTURE


@pytest.mark.parametrize("merger", [merge_without_folder, merge_in_folder])
@pytest.mark.parametrize("attribute", ["-diff", "binary", "merge=ours", "merge=union", "-merge"])
def test_no_attribute_decides_over_lines(attribute: str, merger: Merger, tmp_path: Path) -> None:
    rule = {".gitattributes": f"uv.lock {attribute}\n"}
    scene = make_scene(tmp_path, {"uv.lock": LINES, **rule}, {"uv.lock": THEIRS, **rule})
    scene.words = {"merger": merger}
    scene.git("config", "merge.ours.driver", "true")
    scene.commit({"uv.lock": MINE})

    assert update(scene) == {"uv.lock": Kind.MERGED}
    assert scene.read("uv.lock") == BOTH


def test_an_ignored_file_gets_the_new_version_beside_it(tmp_path: Path) -> None:
    rule = {".gitignore": ".env\n"}
    scene = make_scene(tmp_path, {".env": "A=1\n", **rule}, {".env": "A=2\n", **rule})
    lay(scene.root, {".env": ("A=secret\n", 0o600)})

    assert update(scene) == {".env": Kind.BESIDE}
    assert (scene.read(".env"), scene.read(".env.new")) == ("A=secret\n", "A=2\n")
    assert (scene.root / ".env.new").stat().st_mode & 0o777 == 0o600


def test_an_ignored_file_that_the_template_removes_stays(tmp_path: Path) -> None:
    rule = {".gitignore": ".env\n"}
    scene = make_scene(tmp_path, {".env": "A=1\n", **rule}, rule)
    lay(scene.root, {".env": "A=secret\n"})

    assert update(scene) == {".env": Kind.KEPT}
    assert scene.read(".env") == "A=secret\n"


def test_a_file_that_is_ignored_and_in_git_all_the_same_is_merged(tmp_path: Path) -> None:
    rule = {".gitignore": "*.cfg\n"}
    scene = make_scene(tmp_path, {"a.cfg": LINES, **rule}, {"a.cfg": THEIRS, **rule})
    lay(scene.root, {"a.cfg": MINE})
    scene.git("add", "-f", "a.cfg")
    scene.commit()

    assert update(scene) == {"a.cfg": Kind.MERGED}
    assert scene.read("a.cfg") == BOTH


@pytest.mark.parametrize("way", ["error", "error-all", "fix"])
def test_spaces_at_the_end_of_lines_are_lines_too(way: str, tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": THEIRS})
    scene.git("config", "apply.whitespace", way)
    scene.commit({"a.txt": MINE.replace("mine", "mine  \t")})

    update(scene)

    assert scene.read("a.txt") == BOTH.replace("mine", "mine  \t")


def test_an_untracked_file_is_never_overwritten(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {}, {"a.txt": THEIRS})
    scene.git("config", "status.showUntrackedFiles", "no")
    lay(scene.root, {"a.txt": MINE})

    refuse(scene, "a.txt")


def test_a_file_that_only_this_clone_ignores_is_never_overwritten(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {}, {"notes.txt": "theirs\n"})
    lay(scene.top, {".git/info/exclude": "notes.txt\n", "notes.txt": "mine\n"})

    assert update(scene) == {"notes.txt": Kind.BESIDE}
    assert (scene.read("notes.txt"), scene.read("notes.txt.new")) == ("mine\n", "theirs\n")


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_an_edit_that_git_was_told_to_overlook_stops_the_update(flag: str, tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": THEIRS})
    scene.git("update-index", flag, "a.txt")
    lay(scene.root, {"a.txt": MINE})

    refuse(scene, "a.txt")


def test_an_edit_that_is_partly_staged_stops_the_update(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": THEIRS})
    lay(scene.root, {"a.txt": MINE})
    scene.git("add", "a.txt")
    lay(scene.root, {"a.txt": MINE + "more\n"})

    refuse(scene, "a.txt")


def test_a_line_in_one_of_several_like_blocks_stays_in_that_block(tmp_path: Path) -> None:
    blocks = [
        "".join([f"{name}:\n", "  image: x\n", "  ports: y\n", "  end: z\n"]) for name in "abcd"
    ]
    mine = blocks[2].replace("  end", "  mine: 1\n  end")
    new = "".join(["intro:\n  image: x\n  ports: y\n  end: z\n", *blocks])
    scene = make_scene(tmp_path, {"c.yml": "".join(blocks)}, {"c.yml": new})
    scene.commit({"c.yml": "".join([*blocks[:2], mine, blocks[3]])})

    update(scene)

    assert mine in scene.read("c.yml")


def test_an_edit_elsewhere_is_not_in_the_way(tmp_path: Path) -> None:
    scene = make_scene(
        tmp_path, {"a.txt": LINES, "b.txt": LINES}, {"a.txt": THEIRS, "b.txt": LINES}
    )
    lay(scene.root, {"b.txt": MINE, "own.txt": "own\n"})

    assert update(scene) == {"a.txt": Kind.UPDATED}
    assert scene.read("b.txt") == MINE


def test_what_the_user_removed_stays_away(tmp_path: Path) -> None:
    scene = make_scene(
        tmp_path, {"a.txt": LINES, "b.txt": "b\n"}, {"a.txt": THEIRS, "b.txt": "b\n"}
    )
    scene.commit({"a.txt": None, "b.txt": None})

    assert update(scene) == {"a.txt": Kind.KEPT}
    assert not (scene.root / "a.txt").exists()
