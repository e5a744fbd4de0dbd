"""A server that answers what a test wants, at an address of this machine."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl

LONGEST_SECONDS = 5


class Answering:
    """What it answers, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, str, str]] = []  # the method, the path, and the host's name
        self.forms: list[dict[str, str]] = []
        self.credentials: list[str] = []  # name:secret, with each form
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.may_answer = Event()
        self.may_answer.set()

    def put(self, path: str, content: Any, status: int = 200, **headers: str) -> None:
        """Answer that at `path`: bytes as they are, all else as JSON."""
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.answers[path] = status, raw, headers

    def hear(self, headers: Message, body: bytes) -> None:
        """Remember a form, and who has sent it."""
        if body:
            self.forms.append(dict(parse_qsl(body.decode())))
            shown = str(headers["Authorization"] or "").removeprefix("Basic ")
            self.credentials.append(b64decode(shown).decode())


@contextmanager
def open_answering(context: SSLContext | None = None) -> Iterator[Answering]:
    """Yield a server that runs until the block ends, behind TLS where it has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answering.asked.append((self.command, self.path, self.headers["Host"]))
            answering.hear(self.headers, self.rfile.read(int(self.headers["Content-Length"] or 0)))
            answering.may_answer.wait(LONGEST_SECONDS)
            status, raw, headers = answering.answers.get(self.path, (404, b"{}", {}))
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # who asked may be gone
                self.wfile.write(raw)

        do_POST = do_GET  # noqa: N815  # the library looks for that name

        def log_message(self, format: str, *args: Any) -> None:
            """Be quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: Any) -> None:
            """Be quiet about who hangs up, too."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        answering = Answering(f"http://localhost:{server.server_port}")
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield answering
        answering.may_answer.set()
        server.shutdown()
