"""Whatever the template changes and whatever its user did: no line and no binary is lost."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from backsmith.errors import ChangesInTheWay
from backsmith.merge import read_state, undo, write
from backsmith.merge.three_way import merge_in_folder, merge_trees
from tests.merge.cases import CASES, START, Case, Files, apply, find_binaries, find_lines
from tests.merge.scene import ANSWERS, Scene, lay, photograph

SEEDS, CASES_EACH = range(1, 25), 100
MEMORY = Path("/dev/shm")
SETTINGS = settings(
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Photo = dict[str, tuple[str, int, bytes]]


@settings(SETTINGS, max_examples=60, derandomize=True)
@given(case=CASES)
def test_nothing_is_lost(case: Case) -> None:
    check(case)


@pytest.mark.slow
@pytest.mark.parametrize("number", SEEDS, ids=lambda number: f"seed-{number}")
def test_nothing_is_lost_in_many_cases(number: int) -> None:
    seed(number)(settings(SETTINGS, max_examples=CASES_EACH)(given(case=CASES)(check)))()


def check(case: Case) -> None:
    """Merge one case, and look for everything that the user made."""
    mine = apply(START, case.user, "mine")
    with open_scene(case, mine) as scene:
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

        check_kept(mine, after)
        check_outside(scene, outside)
        check_again(scene, merge.conflicts)
        undo(scene.root)
        assert photograph(scene.root) == before, "undo brings every byte back"
        assert scene.git("ls-files", "-s", "-v", "-z") == index, "and every entry of the index"


def check_kept(mine: Files, after: Photo) -> None:
    """Look for every line and every binary of the user's."""
    found = [data.replace(b"\0", b"") for _, _, data in after.values()]
    lines = {line.rstrip(b"\r") for data in found for line in data.split(b"\n")}
    wanted = find_lines(mine, "mine")
    assert wanted <= lines, wanted - lines
    binaries = {data for _, _, data in after.values()}
    assert find_binaries(mine, "mine") <= binaries


def check_outside(scene: Scene, before: Photo) -> None:
    """Look whether anything beside the project was touched."""
    prefix = f"{scene.root.relative_to(scene.top)}/" if scene.root != scene.top else ""
    now = photograph(scene.top)
    if prefix:
        assert {p: f for p, f in now.items() if not p.startswith(prefix)} == {
            p: f for p, f in before.items() if not p.startswith(prefix)
        }


def check_again(scene: Scene, conflicts: tuple[str, ...]) -> None:
    """Merge the same sides a second time: there is nothing left to do."""
    if conflicts:
        assert read_state(scene.root) is not None
        return
    again = scene.compute()
    assert again.is_empty, (again.steps, again.in_way)


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
