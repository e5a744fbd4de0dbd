"""`make profile` finds what is planted on every database, and nothing in a project as rendered."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.profiling.plants import Profiled, plant, profile
from tests.rendered import Rendered, describe, render

SMALLEST: Mapping[str, Any] = {"database": "sqlite", "auth": "none", "ci": "none"}
SERVERS: list[Mapping[str, Any]] = [
    {"database": "postgresql", "api": ["rest", "graphql"], "ci": "none"},
    {"database": "mariadb", "api": ["graphql"], "auth": "api_key", "ci": "none"},
]
STYLES: list[Mapping[str, Any]] = [
    {"database": database, "api": api, "auth": auth, "ci": "none"}
    for database, auth in (("postgresql", "jwt"), ("mariadb", "session"), ("sqlite", "oidc"))
    for api in (["rest"], ["graphql"], ["rest", "graphql", "websocket"])
]
FROM_A_JOB = "DELETE FROM idempotency_keys WHERE idempotency_keys.expires_at <= ?"


def install(answers: Mapping[str, Any], folder: Path) -> Rendered:
    """Return an installed project."""
    project = render(folder / "service", answers)
    project.install()
    return project


def record(project: Rendered, *shapes: str) -> None:
    """Leave what a run of all tests leaves that has seen these statements."""
    seen: dict[str, dict[str, dict[str, object]]] = {
        "outside of requests": {"statements": {key: {} for key in shapes}}
    }
    text = json.dumps({"whole": True, "endpoints": seen})
    (project.root / ".statements.json").write_text(text)


def see_what_is_planted(project: Rendered) -> None:
    """Assert that a run finds each fault, and writes the migration that mends it."""
    plant(project)
    record(project, FROM_A_JOB)

    found = profile(project, "--write")

    assert found.code == 3, found.talk[-3000:]
    assert [(one["table"], one["columns"]) for one in found.found["missing"]] == [
        ("notes", ["owner_id", "created_at", "id"])
    ]
    assert all(one["cost"][1] <= one["cost"][0] / 2 for one in found.found["missing"])
    needless = {one["index"]: one["why"] for one in found.found["needless"]}
    assert "begins with the same columns" in needless["ix_notes_owner_id"]
    assert needless["ix_notes_updated_at"] == "no statement uses it"
    assert {
        (one["loop"].split(":")[0], one["query"].split(":")[0]) for one in found.found["repeats"]
    } == {("src/app/notes/service.py", "src/app/notes/repository.py")}
    see_the_migration(project, found)


def see_the_migration(project: Rendered, found: Profiled) -> None:
    """Assert that the migration that was written makes what is missing and drops the rest."""
    [written] = (project.root / "migrations/versions").glob("0002_*.py")
    up, down = written.read_text().split("def downgrade")
    assert "ix_notes_owner_id_created_at_id" in up
    assert up.count("drop_index") == len(found.found["needless"])
    assert down.count("create_index") == len(found.found["needless"])
    assert 'Index(None, "owner_id", "created_at", "id")' in found.talk


@pytest.mark.slow
def test_what_is_planted_is_found_and_fails_the_tests(tmp_path: Path) -> None:
    project = install(SMALLEST, tmp_path)

    see_what_is_planted(project)
    tested = project.run("uv", "run", "--frozen", "pytest", "-q", "tests/notes/test_listing.py")

    assert tested.returncode == 1
    assert "N+1: GET /notes" in tested.stdout
    assert "service.py" in tested.stdout


@pytest.mark.slow
def test_nothing_is_invented(tmp_path: Path) -> None:
    project = install(SMALLEST, tmp_path)
    record(project, FROM_A_JOB)

    found = profile(project)

    assert (found.code, found.findings) == (0, {})


@pytest.mark.matrix
@pytest.mark.parametrize("answers", SERVERS, ids=describe)
def test_what_is_planted_is_found_on_servers(answers: Mapping[str, Any], tmp_path: Path) -> None:
    see_what_is_planted(install(answers, tmp_path))


@pytest.mark.matrix
@pytest.mark.parametrize("answers", STYLES, ids=describe)
def test_nothing_is_invented_after_all_tests(answers: Mapping[str, Any], tmp_path: Path) -> None:
    project = install(answers, tmp_path)
    tested = project.run("make", "test")
    assert tested.returncode == 0, tested.stdout[-3000:]

    found = profile(project)

    assert (found.code, found.findings) == (0, {})
