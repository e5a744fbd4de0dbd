"""What a team may not change is found wherever it is changed, and what is theirs is never told."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backsmith.checking.drift import Comparison
from backsmith.checking.findings import FileState, State
from backsmith.checking.likeness import find_drift, find_ownership
from backsmith.checking.ownership import Owner, Ownership
from backsmith.checking.reading import MOST_BYTES
from backsmith.checking.wanted import Wanted
from backsmith.git import Git
from backsmith.project import find_project
from backsmith.releases import find_release
from backsmith.render import render_again
from tests.checking.conftest import ROWS, Copy

ANSWERS = ".copier-answers.yml"


@pytest.fixture(scope="module")
def ownership() -> Ownership:
    """What our template declares."""
    return find_ownership(find_release())


@pytest.fixture(scope="module", params=ROWS)
def pair(
    request: pytest.FixtureRequest, originals: dict[str, Path], ownership: Ownership
) -> Iterator[tuple[Path, Comparison]]:
    """A project that is changed and put back file by file, and its comparison with its render."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(originals[request.param], Path(folder) / "service"))
        fresh = Path(folder) / "render"
        fresh.mkdir()
        render_again(find_project(root), find_release(), fresh)
        yield root, Comparison(root, fresh, ownership, ANSWERS)


def find_drifted(comparison: Comparison) -> list[tuple[str, State]]:
    """Return the files that are not as they were rendered, with their states."""
    return [(f.path, f.state) for f in comparison.compare() if f.state is not State.SAME]


def change_last_line(path: Path) -> None:
    lines = path.read_text().rstrip("\n").split("\n")
    path.write_text("\n".join([*lines[:-1], lines[-1] + "x"]) + "\n")


def drop_first_line(path: Path) -> None:
    first, _, rest = path.read_text().partition("\n")
    path.write_text(rest if first else rest.partition("\n")[2])


def link_to_itself(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def put_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


MUTATIONS: dict[str, tuple[Callable[[Path], object], State]] = {
    "changed at its end": (change_last_line, State.EDITED),
    "without its first line": (drop_first_line, State.EDITED),
    "emptied": (lambda path: path.write_bytes(b""), State.EDITED),
    "bytes that are no text": (lambda path: path.write_bytes(b"\xff\0"), State.EDITED),
    "huge": (lambda path: os.truncate(path, MOST_BYTES + 1), State.EDITED),
    "another mode": (lambda path: path.chmod(path.stat().st_mode ^ 0o111), State.EDITED),
    "deleted": (Path.unlink, State.MISSING),
    "a link": (link_to_itself, State.EDITED),
    "a pipe": (put_a_pipe, State.EDITED),
    "a folder": (put_a_folder, State.EDITED),
}


def restore(path: Path, content: bytes, mode: int) -> None:
    """Put a file back as it was."""
    path.with_name("elsewhere").unlink(missing_ok=True)
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_change_to_every_file_of_the_template_is_found(
    name: str, pair: tuple[Path, Comparison]
) -> None:
    root, comparison = pair
    mutate, state = MUTATIONS[name]
    owned = [file.path for file in comparison.compare()]
    assert len(owned) > 90
    if name != "deleted":  # without it there is no project to look at
        owned.remove(ANSWERS)
    unseen = []

    for path in owned:
        content, mode = (root / path).read_bytes(), (root / path).stat().st_mode
        if not content and name in ("changed at its end", "without its first line", "emptied"):
            continue
        mutate(root / path)
        if find_one(comparison, path) != [(path, state)]:
            unseen.append(path)
        restore(root / path, content, mode)

    assert unseen == []
    assert find_drifted(comparison) == []


def find_one(comparison: Comparison, path: str) -> list[tuple[str, State]]:
    """Return the state of one changed file, looked at alone."""
    owner = comparison.ownership.find_owner(path)
    found = comparison.compare_one(path, owner)
    return [(found.path, found.state)]


def add_around(path: Path) -> None:
    """Add lines before the first, in the middle and after the last line."""
    lines = path.read_text().split("\n")
    middle = len(lines) // 2
    path.write_text("\n".join(["# ours", *lines[:middle], "# ours too", *lines[middle:], "# end"]))


def test_every_place_that_is_the_teams_may_be_changed(pair: tuple[Path, Comparison]) -> None:
    root, comparison = pair
    ownership = comparison.ownership
    yours = [p for p in list_rendered(comparison) if ownership.find_owner(p) is Owner.YOURS]
    shared = [p for p in list_rendered(comparison) if ownership.find_owner(p) is Owner.SHARED]
    before = {path: (root / path).read_bytes() for path in [*yours, *shared]}
    assert len(yours) > 15
    assert len(shared) > 15

    for number, path in enumerate(yours):
        change_last_line(root / path) if number % 2 else (root / path).unlink()
    for path in shared:
        add_around(root / path)
    (root / "src/app/orders").mkdir()
    (root / "src/app/orders/service.py").write_text("# the team's own feature\n")
    (root / ".env").write_text("DATABASE_PASSWORD=x\n")

    assert find_drifted(comparison) == []
    for path, content in before.items():
        (root / path).write_bytes(content)


def test_the_example_resource_may_go_without_drift(copy: Copy, ownership: Ownership) -> None:
    root = copy()
    owners = {f.path: f.owner for f in find_drift(find_project(root), Wanted())}
    for path in ("src/app/notes", "tests/notes"):
        shutil.rmtree(root / path)
    for path, owner in owners.items():
        text = (root / path).read_text()
        assert owner is Owner.SHARED or "app.notes" not in text, f"{path} needs the example"
        lines = text.split("\n")
        (root / path).write_text("\n".join(x for x in lines if not ownership.is_example(x)))

    drift = find_drift(find_project(root), Wanted())
    assert [f.path for f in drift if f.state is not State.SAME] == []
    assert "app.notes" not in "".join((root / path).read_text() for path in owners)


def list_rendered(comparison: Comparison) -> list[str]:
    """Return every file of the fresh render."""
    found = comparison.render.rglob("*")
    return sorted(p.relative_to(comparison.render).as_posix() for p in found if p.is_file())


MAY_MOVE = [
    (".github/workflows/audit.yml", "make audit", None),
    (".github/workflows/audit.yml", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
     f"@{'a' * 40} # v8"),
    (".github/workflows/audit.yml", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7"),
    ("Dockerfile", "python:3.13-slim", f"python:3.14-slim@sha256:{'b' * 64}"),
    ("Dockerfile", "FROM python:3.13-slim", "FROM evil:3.13-slim"),
    ("compose.yml", "image: postgres:17", f"image: postgres:17.2@sha256:{'c' * 64}"),
    ("compose.yml", "mem_limit: 1g", "mem_limit: 4g"),
    ("compose.yml", "read_only: true", "read_only: false"),
    ("pyproject.toml", 'version = "0.1.0"', 'version = "7.2"'),
    ("pyproject.toml", '"fastapi>=0.165"', '"fastapi>=0.200"'),
    ("pyproject.toml", '"fastapi>=0.165"', '"flask>=0.200"'),
    ("pyproject.toml", '    "error",\n', '    "error",\n    "ignore::DeprecationWarning:x",\n'),
    ("pyproject.toml", '"N818",', '"N818", "S101",'),
    ("migrations/env.py", '"app.notes.models",', '"app.orders.models",'),
    ("src/app/rest.py", "router.include_router(notes)\n", ""),
    ("src/app/rest.py", "router = open_router", "router = open_door"),
    ("Makefile", ":= v0.104.1", f":= v0.110.0@sha256:{'d' * 64}"),
]  # fmt: skip
DRIFT = {0, 2, 4, 7, 10, 12, 15}


@pytest.mark.parametrize("number", range(len(MAY_MOVE)))
def test_what_moves_within_a_line_is_no_drift_and_the_rest_of_it_is(
    number: int, copy: Copy
) -> None:
    path, old, new = MAY_MOVE[number]
    root = copy()
    text = (root / path).read_text()
    assert old in text

    (root / path).write_text(text.replace(old, new or "make nothing", 1))

    drifted = [
        f.path for f in find_drift(find_project(root), Wanted()) if f.state is not State.SAME
    ]
    assert drifted == ([path] if number in DRIFT else [])


def test_line_ends_of_another_system_are_no_drift(copy: Copy) -> None:
    root = copy()
    for path in root.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert all(file.state is State.SAME for file in find_drift(find_project(root), Wanted()))


def find_foreign(root: Path) -> list[str]:
    """Return what is told to be foreign in a project."""
    return [f.path for f in find_drift(find_project(root), Wanted()) if f.state is State.FOREIGN]


def test_a_file_in_a_folder_of_the_template_is_foreign(copy: Copy) -> None:
    root = copy()
    for path in ("src/app/core/extra.py", ".github/workflows/own.yml", "deploy/a/b", "docs/own.md"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    cache = root / "src/app/core/__pycache__"
    cache.mkdir()
    (cache / "clock.pyc").write_text("")

    assert find_foreign(root) == [
        ".github/workflows/own.yml",
        "deploy/a/b",
        "src/app/core/extra.py",
    ]


def test_what_git_ignores_is_not_foreign(copy: Copy) -> None:
    root = copy()
    Git(root).ask("init", "--quiet")
    (root / "deploy/.dev").mkdir()
    (root / "deploy/.dev/data").write_text("")
    (root / "deploy/own").write_text("")

    assert find_foreign(root) == ["deploy/own"]


def test_nothing_behind_a_link_is_looked_at(copy: Copy, tmp_path: Path) -> None:
    root = copy()
    (root / "deploy").rename(tmp_path / "elsewhere")
    (root / "deploy").symlink_to(tmp_path / "elsewhere")

    drifted = [f for f in find_drift(find_project(root), Wanted()) if f.state is not State.SAME]

    behind = {f"deploy/{path.name}" for path in (tmp_path / "elsewhere").iterdir()}
    assert {file.path for file in drifted} == behind
    assert {file.detail for file in drifted} == {"it lies behind a link"}


def test_answers_may_be_laid_out_anew(copy: Copy) -> None:
    root = copy()
    (root / ANSWERS).write_text("# ours\n" + (root / ANSWERS).read_text().replace("    ", "  "))

    assert all(file.state is State.SAME for file in find_drift(find_project(root), Wanted()))


def test_an_answer_that_the_template_does_not_know_is_drift(copy: Copy) -> None:
    root = copy()
    with (root / ANSWERS).open("a") as file:
        file.write("unheard: of\n")

    (drifted,) = [f for f in find_drift(find_project(root), Wanted()) if f.state is not State.SAME]

    assert drifted == FileState(
        ANSWERS, Owner.TEMPLATE, State.EDITED, "it says something else of unheard"
    )
