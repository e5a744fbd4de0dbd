"""Every triple of choices renders clean and is typed; every pair passes its own `make check`.

That takes an hour, since there are many choices: `make matrix`. What each push runs holds every
database once, with its backups.
"""

import functools
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.matrix.covering import Row, make_rows
from tests.matrix.leftovers import LEFTOVERS
from tests.rendered import Rendered, describe, render

SMALLEST: Row = {"database": "sqlite", "auth": "none", "ci": "none"}
ENDS: list[Row] = [  # the default project, the smallest, and each way in by itself and together
    {},
    SMALLEST,
    {"api": ["graphql"], "ci": "none"},
    {"api": ["rest", "graphql"], "auth": "api_key"},
    {"database": "sqlite", "auth": "oidc"},
    {"api": ["graphql", "websocket"], "database": "mariadb"},
    {"api": ["rest", "graphql", "websocket"], "auth": "session", "database": "sqlite"},
    {"encryption": "yes"},
    {"deploy": "systemd", "encryption": "yes", "cache": "redis"},
    {"deploy": "systemd", "database": "sqlite", "auth": "none", "backups": "none", "ci": "none"},
]


def check_statically(project: Rendered) -> None:
    """Assert that nothing is left over and that ruff has nothing to say."""
    faults = [f"{check.__name__}: {fault}" for check in LEFTOVERS for fault in check(project)]
    assert faults == []
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = project.run(sys.executable, "-m", "ruff", *command, ".")
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("row", ENDS, ids=describe)
def test_the_ends_of_the_matrix_are_clean(row: Row, tmp_path: Path) -> None:
    check_statically(render(tmp_path / "service", row))


def test_a_project_that_follows_a_preset_is_clean(tmp_path: Path) -> None:
    check_statically(render(tmp_path / "service", {}, preset="startup"))


@pytest.mark.matrix
@pytest.mark.parametrize("row", make_rows(3), ids=describe)
def test_every_triple_is_clean(row: Row, tmp_path: Path) -> None:
    check_statically(render(tmp_path / "service", row))


@pytest.fixture(scope="module")
def mypy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rendered], str]:
    """The type checker of a project with the same dependencies, installed once for all of them."""

    @functools.cache
    def install(requirements: str, shape: str) -> str:
        project = render(tmp_path_factory.mktemp("typed") / "service", json.loads(shape))
        project.install()
        return str(project.root / ".venv/bin/mypy")

    def find(project: Rendered) -> str:
        requirements = [*project.requirements(), "dev", *project.requirements("dev")]
        return install(" ".join(requirements), json.dumps(project.answers, sort_keys=True))

    return find


@pytest.mark.matrix
@pytest.mark.parametrize("row", make_rows(3), ids=describe)
def test_every_triple_is_typed(
    row: Row,
    mypy_of: Callable[[Rendered], str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = render(tmp_path / "service", row)

    done = project.run(
        mypy_of(project), "--cache-dir", str(tmp_path_factory.getbasetemp() / "mypy")
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("row", make_rows(2), ids=describe)
def test_every_pair_is_clean(row: Row, tmp_path: Path) -> None:
    check_statically(render(tmp_path / "service", row))


def choose(database: str, rows: Sequence[Row]) -> Row:
    """Return the first row with this database, and with backups of it."""
    same = [row for row in rows if row["database"] == database]
    return next((row for row in same if row["backups"] != "none"), {**same[0], "backups": "local"})


ONCE = make_rows(1)
FIRST = [choose(database, ONCE) for database in sorted({str(row["database"]) for row in ONCE})]


@pytest.mark.slow
@pytest.mark.parametrize("row", FIRST, ids=describe)
def test_every_database_passes_its_own_checks(row: Row, tmp_path: Path) -> None:
    run_own_checks(row, tmp_path, backups=True)


@pytest.mark.matrix
@pytest.mark.parametrize("row", [row for row in ONCE if row not in FIRST], ids=describe)
def test_every_other_choice_passes_its_own_checks(row: Row, tmp_path: Path) -> None:
    run_own_checks(row, tmp_path, backups=False)


@pytest.mark.matrix
@pytest.mark.parametrize("row", make_rows(2), ids=describe)
def test_every_pair_passes_its_own_checks(row: Row, tmp_path: Path) -> None:
    run_own_checks(row, tmp_path, backups=row["backups"] != "none")


def run_own_checks(row: Row, tmp_path: Path, *, backups: bool) -> None:
    """Install a project for these answers, and assert that its `make check` is content."""
    project = render(tmp_path / "service", row)
    project.install()

    for target in ["check", *(["backups"] if backups else [])]:
        done = project.run("make", target)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
