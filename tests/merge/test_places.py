"""A merge works wherever a project may lie, with every kind of file and repository."""

import os
from pathlib import Path

import pytest

from backsmith.errors import ChangesInTheWay, Unresolved
from backsmith.merge import Kind, Sides, abort, commit_branch, compute, finish, undo, write
from backsmith.merge.computing import Merger
from backsmith.merge.three_way import merge_in_folder, merge_without_folder
from tests.merge.scene import ANSWERS, Scene, lay, make_scene, photograph

LINES = "".join(f"line {n}\n" for n in range(20))
MINE = LINES.replace("line 15\n", "mine\n")
THEIRS = LINES.replace("line 3\n", "theirs\n")
BOTH = MINE.replace("line 3\n", "theirs\n")


@pytest.fixture(params=[merge_without_folder, merge_in_folder], ids=["git", "old git"])
def merger(request: pytest.FixtureRequest) -> Merger:
    """What merges: git, and git before 2.38."""
    found: Merger = request.param
    return found


def make(folder: Path, below: str = "", before: dict[str, str] | None = None) -> Scene:
    """Return a project whose user and template have both changed `a.txt`."""
    scene = make_scene(folder, {"a.txt": LINES}, {"a.txt": THEIRS, "new.txt": "n\n"}, below, before)
    scene.commit({"a.txt": MINE})
    return scene


def update(scene: Scene, **sides: object) -> dict[str, Kind]:
    """Write the merge; return what became of each path but the answers file."""
    merge = scene.compute(**sides)
    write(merge, "update to v2")
    return {change.path: change.kind for change in merge.changes if change.path != ANSWERS}


def test_a_folder_of_a_larger_repository(tmp_path: Path, merger: Merger) -> None:
    outside = {"services/other/a.txt": LINES, "a.txt": LINES, ".gitattributes": "*.md text\n"}
    scene = make(tmp_path, "services/shop", outside)
    scene.words = {"merger": merger}
    lay(scene.top, {"a.txt": "dirty outside\n", "untracked.txt": "u\n"})

    assert update(scene) == {"a.txt": Kind.MERGED, "new.txt": Kind.ADDED}

    assert scene.read("a.txt") == BOTH
    assert (scene.top / "services/other/a.txt").read_text() == LINES
    assert (scene.top / "a.txt").read_text() == "dirty outside\n"
    undo(scene.root)
    assert scene.read("a.txt") == MINE


def test_a_conflict_below_the_top_is_one_for_git_as_well(tmp_path: Path) -> None:
    scene = make(tmp_path, "services/shop")
    scene.commit({"a.txt": LINES.replace("line 3\n", "mine\n")})

    update(scene)

    assert "UU services/shop/a.txt" in scene.git("status", "--short")
    abort(scene.root)
    assert scene.git("status", "--short") == ""


def test_two_projects_of_one_repository_have_a_journal_each(tmp_path: Path) -> None:
    one = make(tmp_path, "one")
    lay(one.top / "two", {ANSWERS: "_commit: v1\n", "a.txt": LINES})
    one.commit()
    two = Scene(one.top, one.top / "two", one.old, one.new)
    update(one)
    update(two)

    undo(one.root)

    assert one.read("a.txt") == MINE
    assert two.read("a.txt") == THEIRS


def test_a_linked_work_tree(tmp_path: Path) -> None:
    scene = make(tmp_path)
    scene.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Scene(tmp_path / "side", tmp_path / "side", scene.old, scene.new)
    side.commit({"a.txt": LINES.replace("line 3\n", "mine\n")})
    before = photograph(side.root)

    assert update(side)["a.txt"] is Kind.CONFLICT

    assert "UU a.txt" in side.git("status", "--short")
    assert scene.git("status", "--short") == ""
    assert scene.read("a.txt") == MINE
    abort(side.root)
    assert photograph(side.root) == before


def test_a_shallow_clone_with_a_detached_head(tmp_path: Path) -> None:
    scene = make(tmp_path)
    clone = Scene(tmp_path / "clone", tmp_path / "clone", scene.old, scene.new)
    scene.git("clone", "-q", "--depth=1", scene.top.as_uri(), str(clone.top))
    clone.git("checkout", "-q", "--detach")

    assert update(clone)["a.txt"] is Kind.MERGED
    assert clone.read("a.txt") == BOTH


def test_a_repository_of_longer_digests(tmp_path: Path, merger: Merger) -> None:
    scene = make(tmp_path)
    longer = Scene(tmp_path / "longer", tmp_path / "longer", scene.old, scene.new)
    longer.words = {"merger": merger}
    scene.git("init", "-q", "--object-format=sha256", str(longer.top))
    longer.commit({ANSWERS: "_commit: v1\n", "a.txt": MINE.replace("line 3\n", "other\n")})

    assert update(longer)["a.txt"] is Kind.CONFLICT
    assert "UU a.txt" in longer.git("status", "--short")


def test_submodules_stay_as_they_are(tmp_path: Path, merger: Merger) -> None:
    scene, inner = make(tmp_path), make(tmp_path / "inner")
    scene.words = {"merger": merger}
    scene.git("-c", "protocol.file.allow=always", "submodule", "-q", "add", str(inner.top), "lib")
    scene.commit()
    (scene.top / "lib/a.txt").write_text("dirty inside\n")
    before = scene.git("ls-files", "-s", "lib")

    assert update(scene) == {"a.txt": Kind.MERGED, "new.txt": Kind.ADDED}

    assert scene.git("ls-files", "-s", "lib") == before
    assert (scene.top / "lib/a.txt").read_text() == "dirty inside\n"


def test_a_submodule_does_not_follow_a_folder_that_the_template_renames(
    tmp_path: Path, merger: Merger
) -> None:
    files = {name: LINES.replace("line", name) for name in ("a", "b", "c")}
    inner = make(tmp_path / "inner")
    scene = make_scene(
        tmp_path,
        {f"src/{name}.py": text for name, text in files.items()},
        {f"app/{name}.py": text for name, text in files.items()},
    )
    scene.words = {"merger": merger}
    add = ("-c", "protocol.file.allow=always", "submodule", "-q", "add")
    scene.git(*add, str(inner.top), "src/lib")
    scene.commit()

    merge = scene.compute()
    write(merge, "update to v2")

    assert merge.tree["src/lib"].mode == "160000"
    assert (scene.root / "src/lib/a.txt").is_file()
    assert scene.read("app/a.py") == files["a"]


def test_a_project_that_is_a_submodule(tmp_path: Path) -> None:
    outer, inner = make(tmp_path / "outer"), make(tmp_path / "inner")
    outer.git("-c", "protocol.file.allow=always", "submodule", "-q", "add", str(inner.top), "lib")
    outer.commit()
    scene = Scene(outer.top / "lib", outer.top / "lib", inner.old, inner.new)

    assert update(scene)["a.txt"] is Kind.MERGED
    undo(scene.root)
    assert scene.read("a.txt") == MINE


@pytest.mark.parametrize("setting", ["true", "input"])
def test_line_ends_of_another_system(setting: str, tmp_path: Path, merger: Merger) -> None:
    scene = make(tmp_path)
    scene.words = {"merger": merger}
    scene.git("config", "core.autocrlf", setting)
    (scene.root / "a.txt").unlink()
    scene.git("checkout", "a.txt")
    end = b"\r\n" if setting == "true" else b"\n"
    assert (scene.root / "a.txt").read_bytes() == MINE.encode().replace(b"\n", end)

    assert update(scene)["a.txt"] is Kind.MERGED

    assert (scene.root / "a.txt").read_bytes() == BOTH.encode().replace(b"\n", end)


def test_an_edit_of_line_ends_in_a_file_that_is_written_is_seen(tmp_path: Path) -> None:
    scene = make(tmp_path)
    (scene.root / "a.txt").write_bytes(MINE.encode().replace(b"\n", b"\r\n"))

    with pytest.raises(ChangesInTheWay, match="a.txt"):  # noqa: RUF043
        update(scene)


def test_a_template_with_line_ends_that_the_project_normalises(tmp_path: Path) -> None:
    rule = {".gitattributes": "*.txt text eol=crlf\n"}
    crlf = {
        name: text.replace("\n", "\r\n") for name, text in {"old": LINES, "new": THEIRS}.items()
    }
    scene = make_scene(tmp_path, {"a.txt": crlf["old"], **rule}, {"a.txt": crlf["new"], **rule})
    scene.commit({"a.txt": MINE.replace("\n", "\r\n")})

    assert update(scene)["a.txt"] is Kind.MERGED
    assert (scene.root / "a.txt").read_bytes() == BOTH.replace("\n", "\r\n").encode()


def test_a_filter_that_the_user_has_configured(tmp_path: Path) -> None:
    rule = {".gitattributes": "a.txt filter=capital\n"}
    scene = make_scene(tmp_path, {"a.txt": LINES}, {"a.txt": THEIRS})
    scene.git("config", "filter.capital.clean", "tr A-Z a-z")
    scene.git("config", "filter.capital.smudge", "tr a-z A-Z")
    scene.commit({"a.txt": MINE.upper(), **rule})

    assert update(scene)["a.txt"] is Kind.MERGED
    assert scene.read("a.txt") == BOTH.upper()


def test_an_encoding_of_the_work_tree(tmp_path: Path) -> None:
    rule = {".gitattributes": "a.txt text working-tree-encoding=UTF-16LE\n"}
    old, new, mine = (text.encode("utf-16-le") for text in (LINES, THEIRS, MINE))
    scene = make_scene(tmp_path, {"a.txt": old, **rule}, {"a.txt": new, **rule})
    scene.commit({"a.txt": mine})

    assert update(scene)["a.txt"] is Kind.MERGED
    assert (scene.root / "a.txt").read_bytes().decode("utf-16-le") == BOTH


def test_an_encoding_that_what_is_rendered_does_not_have(tmp_path: Path) -> None:
    rule = {".gitattributes": "a.txt text working-tree-encoding=UTF-16LE\n"}
    scene = make_scene(tmp_path, {"a.txt": LINES + "."}, {"a.txt": THEIRS + "."})
    scene.commit({"a.txt": f"{MINE}.".encode("utf-16-le"), **rule})

    assert update(scene)["a.txt"] is Kind.MERGED
    assert (scene.root / "a.txt").read_bytes().decode("utf-16-le") == f"{BOTH}."


@pytest.mark.parametrize(
    "name", ["with\nline", "tab\t\"quote'", "-dash", os.fsdecode(b"\xff\xfe"), ":(top)x", "*"]
)
def test_unusual_names(name: str, tmp_path: Path, merger: Merger) -> None:
    old, new = {name: LINES, f"{name}-gone": "g\n"}, {name: THEIRS, f"{name}-came": "c\n"}
    rule = {".gitignore": "*.log\n", f"{name}.log": "1\n2\n3\n"}
    scene = make_scene(tmp_path, {**old, **rule}, {**new, **rule, f"{name}.log": "1\n2\n4\n"})
    scene.words = {"merger": merger}
    scene.commit({name: MINE})
    before = photograph(scene.root)

    assert update(scene)[name] is Kind.MERGED

    assert (scene.read(name), scene.read(f"{name}.log")) == (BOTH, "1\n2\n4\n")
    undo(scene.root)
    assert photograph(scene.root) == before


def test_unusual_names_of_the_folder_itself(tmp_path: Path) -> None:
    scene = make(tmp_path / "a:b \"c' #", "-p:\"q' d")

    assert update(scene)["a.txt"] is Kind.MERGED
    assert scene.read("a.txt") == BOTH


def test_rights_travel_both_ways(tmp_path: Path, merger: Merger) -> None:
    scene = make_scene(
        tmp_path,
        {"mine": ("1\n", 0o644), "theirs": ("2\n", 0o644), "both": ("3\n", 0o755)},
        {"mine": ("1\nnew\n", 0o644), "theirs": ("2\n", 0o755), "both": ("3\n", 0o644)},
    )
    scene.words = {"merger": merger}
    scene.commit({"mine": ("1\n", 0o755), "theirs": "2\nmine\n"})

    update(scene)

    modes = {
        name: (scene.root / name).stat().st_mode & 0o777 for name in ("mine", "theirs", "both")
    }
    assert modes == {"mine": 0o755, "theirs": 0o755, "both": 0o644}
    assert scene.read("mine") == "1\nnew\n"


def test_links_are_written_as_links(tmp_path: Path, merger: Merger) -> None:
    scene = make_scene(tmp_path, {"a": "a\n", "b": "b\n"}, {"a": "a\n", "b": "b\n"})
    scene.words = {"merger": merger}
    for folder, aim in ((scene.old, "a"), (scene.new, "b"), (scene.root, "a")):
        (folder / "link").symlink_to(aim)
        (folder / "mine").symlink_to("a" if folder != scene.new else "b")
    scene.commit()
    (scene.root / "mine").unlink()
    (scene.root / "mine").symlink_to("own")
    scene.commit()

    kinds = update(scene)

    assert kinds == {"link": Kind.UPDATED, "mine": Kind.CONFLICT}
    assert (scene.root / "link").readlink() == Path("b")
    assert (scene.root / "mine").readlink() == Path("own")
    assert (scene.root / "mine.new").readlink() == Path("b")


def test_a_folder_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": "a\n"}, {"a.txt": "a\n", "docs/b.txt": "b\n"})
    (tmp_path / "elsewhere").mkdir()
    (scene.root / "docs").symlink_to(tmp_path / "elsewhere")
    lay(scene.root, {".gitignore": "docs\n"})
    scene.commit()

    with pytest.raises(ChangesInTheWay, match="docs is a link"):
        update(scene)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_became_a_link_is_not_written_through(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"docs/b.txt": LINES}, {"docs/b.txt": THEIRS})
    (scene.root / "docs").rename(tmp_path / "elsewhere")
    (scene.root / "docs").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ChangesInTheWay, match=r"docs/b\.txt"):
        update(scene)

    assert (tmp_path / "elsewhere/b.txt").read_text() == LINES


def test_what_lies_behind_a_link_that_was_committed_is_left_alone(
    tmp_path: Path, merger: Merger
) -> None:
    theirs = {"conf/a.txt": THEIRS, "conf/new.txt": "x\n", "b.txt": THEIRS}
    scene = make_scene(tmp_path, {"conf/a.txt": LINES, "b.txt": LINES}, theirs)
    scene.words = {"merger": merger}
    (scene.root / "conf").rename(tmp_path / "elsewhere")
    (scene.root / "conf").symlink_to("../elsewhere")
    scene.commit()

    kinds = update(scene)

    left = {path for path, kind in kinds.items() if kind is Kind.KEPT}
    assert left == {"conf/a.txt", "conf/new.txt"}
    assert kinds["b.txt"] is Kind.UPDATED
    assert (scene.root / "conf").readlink() == Path("../elsewhere")
    assert (tmp_path / "elsewhere/a.txt").read_text() == LINES
    assert scene.compute().is_empty


def test_a_link_of_the_template_that_becomes_a_folder_is_refused_as_a_whole(
    tmp_path: Path, merger: Merger
) -> None:
    scene = make_scene(tmp_path, {"a.txt": "a\n"}, {"a.txt": "a\n", "conf/b.txt": "b\n"})
    scene.words = {"merger": merger}
    for folder in (scene.old, scene.root):
        (folder / "conf").symlink_to("a.txt")
    scene.commit()

    before = photograph(scene.root)

    with pytest.raises(ChangesInTheWay, match=r"conf/b\.txt"):
        update(scene)

    assert photograph(scene.root) == before


def test_a_file_in_the_place_of_a_folder_is_a_conflict(tmp_path: Path, merger: Merger) -> None:
    scene = make_scene(tmp_path, {"a.txt": "a\n"}, {"a.txt": "a\n", "conf/b.txt": "b\n"})
    scene.words = {"merger": merger}
    scene.commit({"conf": "mine\n"})
    before = photograph(scene.root)

    assert Kind.CONFLICT in update(scene).values()

    assert any(data == b"mine\n" for _, _, data in photograph(scene.root).values())
    abort(scene.root)
    assert photograph(scene.root) == before


def test_a_folder_in_the_place_of_a_file_is_a_conflict(tmp_path: Path, merger: Merger) -> None:
    scene = make_scene(tmp_path, {"a.txt": "a\n"}, {"a.txt": "a\n", "conf": "theirs\n"})
    scene.words = {"merger": merger}
    scene.commit({"conf/mine.txt": "mine\n"})
    before = photograph(scene.root)

    assert Kind.CONFLICT in update(scene).values()

    assert scene.read("conf/mine.txt") == "mine\n"
    abort(scene.root)
    assert photograph(scene.root) == before


def test_a_file_that_becomes_a_folder_of_its_name_comes_back(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"docs": LINES}, {"docs/index.md": LINES})
    before = photograph(scene.root)

    assert update(scene) == {"docs/index.md": Kind.MOVED}

    undo(scene.root)
    assert photograph(scene.root) == before


def test_an_untracked_folder_in_the_place_of_a_file_is_in_the_way(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.txt": "a\n"}, {"a.txt": "a\n", "conf": "theirs\n"})
    lay(scene.root, {"conf/mine.txt": "mine\n"})

    with pytest.raises(ChangesInTheWay, match=r"conf/mine\.txt"):
        update(scene)


def test_no_repository_and_no_commit_are_refused_with_what_to_do(tmp_path: Path) -> None:
    scene = make(tmp_path)
    plain = tmp_path / "plain"
    lay(plain, {ANSWERS: "_commit: v1\n"})

    with pytest.raises(ChangesInTheWay, match="no git repository") as none:
        compute(plain, Sides(scene.old, scene.new))
    assert "git init && git add -A && git commit" in none.value.hint

    scene.git("init", "-q", str(plain))
    with pytest.raises(ChangesInTheWay, match="no commit yet"):
        compute(plain, Sides(scene.old, scene.new))


def test_a_merge_or_a_rebase_that_is_going_on_is_refused(tmp_path: Path) -> None:
    scene = make(tmp_path)
    scene.git("checkout", "-q", "-b", "other", "HEAD~")
    scene.commit({"a.txt": LINES.replace("line 15\n", "other\n")})
    scene.git("merge", "main", ok=False)
    with pytest.raises(ChangesInTheWay, match="A merge is going on"):
        scene.compute()
    scene.git("merge", "--abort")

    scene.git("rebase", "main", ok=False)
    with pytest.raises(ChangesInTheWay, match="A rebase is going on"):
        scene.compute()


def test_nothing_is_written_while_conflicts_wait(tmp_path: Path) -> None:
    scene = make(tmp_path)
    scene.commit({"a.txt": LINES.replace("line 3\n", "mine\n")})
    merge = scene.compute()
    write(merge, "update to v2")
    before = photograph(scene.root)

    with pytest.raises(Unresolved, match=r"earlier run \(update to v2\) wait: a\.txt"):
        write(merge, "update to v2")

    assert photograph(scene.root) == before


def test_a_lock_of_git_is_waited_for_by_a_person(tmp_path: Path) -> None:
    scene = make(tmp_path)
    scene.commit({"a.txt": LINES.replace("line 3\n", "mine\n")})
    lay(scene.top, {".git/index.lock": ""})
    before = photograph(scene.root)

    with pytest.raises(ChangesInTheWay, match="Another git is at work"):
        update(scene)

    assert photograph(scene.root) == before
    assert (scene.top / ".git/index.lock").exists()


def test_what_lies_beside_a_conflict_goes_when_it_is_resolved(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.bin": b"\0old"}, {"a.bin": b"\0new"})
    scene.commit({"a.bin": b"\0mine"})
    update(scene)
    scene.git("add", "a.bin")

    finish(scene.root)

    assert not (scene.root / "a.bin.new").exists()
    undo(scene.root)
    assert (scene.root / "a.bin").read_bytes() == b"\0mine"
    assert scene.git("status", "--short") == ""


def test_the_name_beside_is_one_that_is_free(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, {"a.bin": b"\0old"}, {"a.bin": b"\0new"})
    scene.commit({"a.bin": b"\0mine", "a.bin.new": "my own\n"})

    update(scene)

    assert scene.read("a.bin.new") == "my own\n"
    assert (scene.root / "a.bin.new2").read_bytes() == b"\0new"


def test_a_branch_gets_the_merge_and_the_work_tree_does_not(tmp_path: Path) -> None:
    scene = make(tmp_path, "services/shop", {"outside.txt": "o\n"})
    lay(scene.root, {"a.txt": "being edited\n", "untracked.txt": "u\n"})
    scene.git("config", "user.name", "Grace")
    scene.git("config", "user.email", "grace@example.org")
    before, index = photograph(scene.top), scene.git("ls-files", "-s")

    commit = commit_branch(scene.compute(), "backsmith/v2", "Update to v2\n")

    assert photograph(scene.top) == before
    assert scene.git("ls-files", "-s") == index
    assert scene.git("rev-parse", "backsmith/v2") == commit
    assert scene.git("show", f"{commit}:services/shop/a.txt") == BOTH.rstrip()
    assert scene.git("log", "-1", "--format=%an %s", commit) == "Grace Update to v2"
    changed = scene.git("diff", "--name-only", "HEAD", commit).split()
    assert changed == [f"services/shop/{name}" for name in (ANSWERS, "a.txt", "new.txt")]


def test_a_branch_needs_a_name_to_commit_under(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    scene = make(tmp_path)

    with pytest.raises(ChangesInTheWay, match="does not know who commits"):
        commit_branch(scene.compute(), "backsmith/v2", "Update to v2\n")


def test_the_merged_project_can_be_had_as_plain_files(tmp_path: Path) -> None:
    scene = make(tmp_path, "services/shop", {"outside.txt": "o\n"})
    (tmp_path / "export").mkdir()

    scene.compute().export(tmp_path / "export")

    files = {path: data for path, (_, _, data) in photograph(tmp_path / "export").items()}
    assert files == {ANSWERS: b"_commit: v2\n", "a.txt": BOTH.encode(), "new.txt": b"n\n"}
    assert scene.read("a.txt") == MINE


def test_a_branch_cannot_hold_conflicts(tmp_path: Path) -> None:
    scene = make(tmp_path)
    scene.commit({"a.txt": LINES.replace("line 3\n", "mine\n")})

    with pytest.raises(Unresolved, match="A branch cannot hold conflicts: a"):
        commit_branch(scene.compute(), "backsmith/v2", "Update to v2\n")
