"""The order of the house: imports go down, features know no other, SQL and HTTP have one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
APP = SOURCE / "app"
FILES = sorted(APP.rglob("*.py"))

FLOORS = {"core": 1, "commands": 5, "main": 5, "cli": 6, "features": 4}
ENTRANCE = 3  # a module at the top that joins what the features offer, like the REST entrance
FEATURE = 2  # any package
OUTWARD = {"aiohttp", "http.client", "httpx", "httpx2", "requests", "urllib.request", "urllib3"}
ASKING = {"core/outgoing.py", "commands/health.py"}  # others within bounds; the service itself


def find_floor(file: Path) -> int:
    """Return the floor on which `file` stands."""
    parts = file.relative_to(APP).with_suffix("").parts
    if parts[0] == "__init__":
        return 0
    return FLOORS.get(parts[0], ENTRANCE if len(parts) == 1 else FEATURE)


def list_imports(file: Path) -> Iterator[str]:
    """Yield every module of the service that `file` imports, wherever in the file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "app")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the whole name of what is imported"
            if node.module == "app":
                yield from (f"app.{name.name}" for name in node.names)
            elif node.module and node.module.startswith("app."):
                yield node.module


def find_file(module: str) -> Path:
    """Return where `module` stands."""
    path = SOURCE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def name(file: Path) -> str:
    """Return how a failing test calls `file`."""
    return str(file.relative_to(APP))


@pytest.mark.parametrize("file", FILES, ids=name)
def test_imports_go_down(file: Path) -> None:
    upward = [
        module for module in list_imports(file) if find_floor(find_file(module)) > find_floor(file)
    ]

    assert upward == []


@pytest.mark.parametrize("file", [file for file in FILES if find_floor(file) == 2], ids=name)
def test_a_feature_imports_no_other_feature(file: Path) -> None:
    own = file.relative_to(APP).parts[0]

    others = [
        module
        for module in list_imports(file)
        if find_floor(find_file(module)) == FEATURE and module.split(".")[1] != own
    ]

    assert others == []


@pytest.mark.parametrize("file", [file for file in FILES if find_floor(file) == 2], ids=name)
def test_only_a_repository_speaks_sql(file: Path) -> None:
    imported = {
        node.module or ""
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
    }

    speaks = any(module.split(".")[0] == "sqlalchemy" for module in imported)
    assert not speaks or file.name in ("repository.py", "models.py")


@pytest.mark.parametrize("file", FILES, ids=name)
def test_only_one_room_asks_others_over_http(file: Path) -> None:
    imported = {
        module
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in list_modules(node)
    }

    assert name(file) in ASKING or not imported & OUTWARD


def list_modules(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return every name that an import may mean a module by."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}


@pytest.mark.parametrize("file", FILES, ids=name)
def test_every_file_says_first_what_stands_in_it(file: Path) -> None:
    caption = ast.get_docstring(ast.parse(file.read_text())) or ""

    assert caption.partition("\n")[0].endswith(".")
