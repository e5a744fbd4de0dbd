"""Take the wiring of each promise out of a rendered project: its test must go red."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rendered import Rendered, describe, render
from tests.wiring import (
    accounts,
    answers,
    auth,
    backups,
    database,
    delivery,
    development,
    encryption,
    graphql,
    guard,
    kubernetes,
    limits,
    moments,
    notes,
    oidc,
    operation,
    pipeline,
    process,
    requests,
    sessions,
    statements,
    systemd,
    verdicts,
    websocket,
)
from tests.wiring.cut import Cut
from tests.wiring.cutting import Open, open_projects, see_red

ROOMS = [
    *(requests, answers, process, operation),
    *(notes, graphql, websocket, database, accounts, sessions, auth, oidc, verdicts),
    *(delivery, pipeline, development, guard, limits, encryption, backups, moments, statements),
    *(systemd, kubernetes),
]
CUTS: list[Cut] = [cut for room in ROOMS for cut in room.CUTS]
DEFAULT = [cut for cut in CUTS if not cut.answers]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """The project of a cut."""
    with open_projects(DEFAULT, tmp_path_factory.mktemp("wiring")) as opening:
        yield opening


@pytest.mark.parametrize("cut", DEFAULT, ids=[f"{n:03}-{c.promise}" for n, c in enumerate(DEFAULT)])
def test_a_promise_of_the_default_project_turns_its_test_red(cut: Cut, open_project: Open) -> None:
    see_red(cut, open_project(cut))


@pytest.mark.parametrize(
    "given",
    [
        {},
        graphql.GRAPHQL,
        oidc.OIDC,
        websocket.FOLLOWED,
        encryption.SEALED,
        pipeline.GITLAB,
        systemd.SYSTEMD,
        kubernetes.PODS,
        kubernetes.ALONE,
    ],
    ids=describe,
)
def test_every_promise_of_the_project_has_a_cut(given: dict[str, object], tmp_path: Path) -> None:
    rows = read_promises(render(tmp_path / "service", given))

    assert rows - {cut.promise for cut in CUTS} == set()


def read_promises(project: Rendered) -> set[str]:
    """Return the ids of the defaults that the project's docs/security.md lists."""
    cells = [
        line.split("|")[1].strip()
        for line in project.read("docs/security.md").splitlines()
        if "|" in line
    ]
    return {cell for cell in cells if cell[:1] == "S" and cell[1:].isdigit()}
