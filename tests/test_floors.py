"""Imports of the generator go down, never up or round; foreign libraries stay in their room."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator/backsmith"
FLOORS = {
    "__main__": 7, "cli": 6, "commands": 5,
    "ask": 4, "presets": 4, "render": 4, "summary": 4,
    "answers": 3, "finish": 3, "inspection": 3, "lay": 3, "staging": 3,
    "catalog": 2, "plain_yaml": 2, "releases": 2, "sandbox": 2, "syntax": 2, "tree": 2,
    "errors": 1, "say": 1,
}  # fmt: skip
ROOMS = {
    "copier": {"render"},
    "questionary": {"ask"},
    "prompt_toolkit": {"ask"},
    "click": {"cli"},
    "subprocess": {"finish", "syntax"},
}
WITHIN = {"answers": {"lay"}, "commands": {"commands"}}  # a plan is made of answers


def read_imports(path: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return plain | {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}


def find_room(path: Path) -> str:
    """Return the room of a file: its module, or its folder."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = [p for p in sorted(PACKAGE.rglob("*.py")) if p.parent == PACKAGE or "commands" in p.parts]


@pytest.mark.parametrize("path", MODULES, ids=find_room)
def test_imports_go_down(path: Path) -> None:
    room = find_room(path)
    ours = {name.split(".")[1] for name in read_imports(path) if name.startswith("backsmith.")}

    wrong = {other for other in ours if room not in WITHIN.get(other, set())}
    assert {other for other in wrong if FLOORS[other] >= FLOORS.get(room, 0)} == set()


@pytest.mark.parametrize("path", MODULES, ids=find_room)
def test_a_foreign_library_stays_in_its_room(path: Path) -> None:
    foreign = {name.split(".")[0] for name in read_imports(path)} & set(ROOMS)

    assert {name for name in foreign if find_room(path) not in ROOMS[name]} == set()


def test_every_room_has_a_floor_and_every_floor_a_room() -> None:
    assert {find_room(path) for path in MODULES} - {"__init__"} == set(FLOORS)
