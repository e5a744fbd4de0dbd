"""A service that knows vulnerabilities: as OSV answers, on this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


@contextmanager
def open_osv() -> Iterator[ThreadingHTTPServer]:
    """Give the service, on a port of its own; it knows a flaw of nothing that we use."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        server.flawed = "nothing-that-we-use"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
