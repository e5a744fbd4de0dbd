"""Imports of the generator go down, never up or round; foreign libraries stay in their room."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator/backsmith"
FLOORS = {
    "__main__": 15, "cli": 14, "move_words": 13, "check_words": 13, "preset_words": 13, "flags": 12,
    "commands": 11, "checking": 10,
    "ask": 9, "render": 9, "summary": 8,
    "carry": 8, "template": 7, "trust": 7, "waivers": 7,
    "foreign": 6, "given": 6, "lay": 6, "notes": 6, "presets": 6, "trial": 6,
    "answers": 5, "merge": 5, "releases": 5,
    "finish": 4, "hints": 4, "inspection": 4, "naming": 4, "staging": 4, "project": 4, "sources": 4,
    "plain_yaml": 3, "git": 3, "sandbox": 3,
    "bounds": 2, "catalog": 2, "outlook": 2, "syntax": 2, "tree": 2,
    "errors": 1, "globs": 1, "safe_loader": 1, "say": 1,
}  # fmt: skip
ROOMS = {
    "copier": {"foreign", "render"},
    "questionary": {"ask"},
    "prompt_toolkit": {"ask"},
    "click": {"check_words", "cli", "flags", "move_words", "preset_words"},
    "subprocess": {"finish", "foreign", "git", "syntax", "trial"},
}


def read_imports(path: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return plain | {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}


def find_room(path: Path) -> str:
    """Return the room of a file: its module, or its folder."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = [p for p in sorted(PACKAGE.rglob("*.py")) if "_data" not in p.parts]


@pytest.mark.parametrize("path", MODULES, ids=find_room)
def test_imports_go_down(path: Path) -> None:
    room = find_room(path)
    ours = {name.split(".")[1] for name in read_imports(path) if name.startswith("backsmith.")}

    own = {room} if path.parent != PACKAGE else set()
    assert {other for other in ours - own if FLOORS[other] >= FLOORS.get(room, 0)} == set()


def test_a_command_imports_no_other_command_that_imports_it() -> None:
    below = {p.stem: read_imports(p) for p in MODULES if p.parent.name == "commands"}
    names = {
        name: {i.rsplit(".", 1)[1] for i in below[name] if ".commands." in i} for name in below
    }

    assert [(a, b) for a in names for b in names[a] if a in names[b]] == []


@pytest.mark.parametrize("path", MODULES, ids=find_room)
def test_a_foreign_library_stays_in_its_room(path: Path) -> None:
    foreign = {name.split(".")[0] for name in read_imports(path)} & set(ROOMS)

    assert {name for name in foreign if find_room(path) not in ROOMS[name]} == set()


def test_every_room_has_a_floor_and_every_floor_a_room() -> None:
    assert {find_room(path) for path in MODULES} - {"__init__"} == set(FLOORS)
