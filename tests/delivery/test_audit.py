"""`make audit` fails where a dependency is known as vulnerable, and where nobody could be asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.rendered import Rendered, render

pytestmark = pytest.mark.slow

FLAW = {
    "id": "OSV-1",
    "modified": "2026-01-01T00:00:00Z",
    "summary": "it lets everybody in",
    "affected": [{"package": {"ecosystem": "PyPI", "name": "fastapi"}}],
}


class Osv(BaseHTTPRequestHandler):
    """A service that knows of one flaw, in the package that its server names."""

    def do_POST(self) -> None:
        """Answer which of the packages have the flaw."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        flawed = self.server.flawed  # type: ignore[attr-defined]
        found = [{"id": FLAW["id"], "modified": FLAW["modified"]}]
        self.answer(
            {"results": [{"vulns": found} if flawed in json.dumps(q) else {} for q in asked]}
        )

    def do_GET(self) -> None:
        """Describe the flaw."""
        self.answer(FLAW)

    def answer(self, data: object) -> None:
        """Send `data` as JSON."""
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def osv() -> Iterator[ThreadingHTTPServer]:
    """The service, on a port of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        server.flawed = "nothing-that-we-use"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


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
