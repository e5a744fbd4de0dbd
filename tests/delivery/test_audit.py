"""`make audit` fails where a dependency is known as vulnerable, and where nobody could be asked."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.delivery.osv import open_osv
from tests.rendered import Rendered, render

pytestmark = pytest.mark.slow


@pytest.fixture
def osv() -> Iterator[ThreadingHTTPServer]:
    """The service, on a port of its own."""
    with open_osv() as server:
        yield server


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The default project, locked."""
    project = render(tmp_path_factory.mktemp("audit") / "service", {})
    assert project.run("uv", "lock", "--quiet").returncode == 0
    return project


def audit(project: Rendered, port: int) -> tuple[int, str]:
    """Run what `make audit` runs, asking the service at `port`."""
    [command] = [line for line in project.read("Makefile").splitlines() if "uv audit" in line]
    done = project.run(*command.split(), "--service-url", f"http://127.0.0.1:{port}/")
    return done.returncode, done.stdout + done.stderr


def test_it_passes_where_nothing_is_known(project: Rendered, osv: ThreadingHTTPServer) -> None:
    assert audit(project, osv.server_port)[0] == 0


def test_it_fails_where_a_flaw_is_known(project: Rendered, osv: ThreadingHTTPServer) -> None:
    osv.flawed = '"fastapi"'  # type: ignore[attr-defined]

    code, said = audit(project, osv.server_port)

    assert code != 0
    assert "it lets everybody in" in said


def test_it_fails_where_nobody_answers(project: Rendered, tmp_path: Path) -> None:
    assert audit(project, 9)[0] != 0
