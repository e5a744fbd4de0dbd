"""One random case, merged and taken back: what a property test looks for."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, settings

from backsmith.errors import ChangesInTheWay
from backsmith.merge import Sides, compute, read_state, undo, write
from backsmith.merge.three_way import merge_in_folder, merge_trees
from tests.merge.cases import START, Case, Deed, Files, apply, find_binaries, find_lines
from tests.merge.scene import ANSWERS, Scene, lay, photograph

MEMORY = Path("/dev/shm")
SETTINGS = settings(
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Photo = dict[str, tuple[str, int, bytes]]


def check(case: Case) -> None:
    """Merge one case, and look for everything that the user made."""
    mine = apply(START, case.user, "mine")
    with open_scene(case, mine) as scene:
        for number, deed in enumerate(case.loose):
            disturb(scene, deed, f"mine since {number}")
        before, outside = photograph(scene.root), photograph(scene.top)
        index = scene.git("ls-files", "-s", "-v", "-z")

        merge = scene.compute()
        assert photograph(scene.top) == outside, "computing writes nothing"
        try:
            write(merge, "update")
        except ChangesInTheWay:
            assert photograph(scene.top) == outside, "a refusal writes nothing"
            return
        after = photograph(scene.root)

        check_kept(before, after)
        check_outside(scene, outside)
        check_again(scene, merge.conflicts)
        undo(scene.root)
        assert photograph(scene.root) == before, "undo brings every byte back"
        assert scene.git("ls-files", "-s", "-v", "-z") == index, "and every entry of the index"


def check_kept(before: Photo, after: Photo) -> None:
    """Look for every line, every binary and every link of the user's."""
    mine = {path: data for path, (_, _, data) in before.items()}
    found = [data.replace(b"\0", b"") for _, _, data in after.values()]
    lines = {line.rstrip(b"\r") for data in found for line in data.split(b"\n")}
    wanted = {line.rstrip(b"\r") for line in find_lines(mine, "mine")}
    assert wanted <= lines, wanted - lines
    assert find_binaries(mine, "mine") <= {data for _, _, data in after.values()}
    links = {data for kind, _, data in before.values() if kind == "link"}
    assert links <= {data for kind, _, data in after.values() if kind == "link"}


def disturb(scene: Scene, deed: Deed, line: str) -> None:
    """Let the user do something that no commit has."""
    place, kind = scene.root / deed.path, deed.kind
    if kind == "untracked":
        if not scene.root.joinpath(*deed.place.split("/")[:1]).is_file():
            lay(scene.root, {deed.place: f"{line}\n"} if not is_there(scene, deed.place) else {})
        return
    if not place.is_file() or deed.path == ".gitignore":
        return
    if kind.startswith("--"):
        scene.git("update-index", kind, scene.prefix + deed.path, ok=False)
    data = place.read_bytes()
    if kind == "link":
        place.unlink()
        place.symlink_to(line)
        return
    place.write_bytes(
        data.replace(b"\n", b"\r\n") if kind == "line ends" else f"{line}\n".encode() + data
    )
    if kind.startswith("stage"):
        scene.git("add", "--", scene.prefix + deed.path, ok=False)
    if kind == "stage in part":
        place.write_bytes(place.read_bytes() + f"{line} more\n".encode())


def is_there(scene: Scene, path: str) -> bool:
    """Return whether anything lies at a path."""
    return (scene.root / path).exists() or (scene.root / path).is_symlink()


def check_outside(scene: Scene, before: Photo) -> None:
    """Look whether anything beside the project was touched."""
    prefix, now = scene.prefix, photograph(scene.top)
    if prefix:
        assert {p: f for p, f in now.items() if not p.startswith(prefix)} == {
            p: f for p, f in before.items() if not p.startswith(prefix)
        }


def check_again(scene: Scene, conflicts: tuple[str, ...]) -> None:
    """Merge a second time: there is nothing left to do."""
    if conflicts:
        assert read_state(scene.root) is not None
        return
    again = scene.compute()
    assert again.is_empty or again.in_way, (again.steps, "written again, before a commit")
    same = compute(scene.root, Sides(scene.new, scene.new), **scene.words)
    assert same.is_empty, (same.steps, same.in_way)


@contextmanager
def open_scene(case: Case, mine: Files) -> Iterator[Scene]:
    """Give the project of a case, committed as its user left it."""
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="case-", dir=where) as folder:
        base = Path(folder)
        root = base / "top" / case.below
        scene = Scene(
            base / "top",
            root,
            base / "old",
            base / "new",
            {"merger": merge_in_folder if case.is_old else merge_trees},
        )
        for place in (scene.root, scene.old, scene.new):
            place.mkdir(parents=True)
        extra = {".gitattributes": case.attributes} if case.attributes else {}
        lay(scene.old, {ANSWERS: "_commit: v1\n", **START, **extra})
        lay(
            scene.new,
            {ANSWERS: "_commit: v2\n", **apply({**START, **extra}, case.template, "theirs")},
        )
        lay(scene.root, {ANSWERS: "_commit: v1\n", **extra, **mine})
        if case.below:
            lay(scene.top, {"services/other/README.md": "other\n", "one.py": "outside\n"})
        start_repository(scene, case)
        yield scene


def start_repository(scene: Scene, case: Case) -> None:
    """Commit what the user has, with as few runs of git as can be."""
    scene.git("init", "-q", "-b", "main", "--template=")
    with (scene.top / ".git/config").open("a") as file:
        for name, value in case.settings:
            section, _, key = name.rpartition(".")
            first, _, second = section.partition(".")
            name = f'{first} "{second}"' if second else first
            file.write(f"[{name}]\n\t{key} = {value}\n")
    scene.git("add", "-A")
    scene.git("commit", "-q", "--no-verify", "-m", "work")
