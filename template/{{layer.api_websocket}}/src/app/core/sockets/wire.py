"""WebSocket on the wire (RFC 6455): handshakes and frames, and what they are to the application."""

import json
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.types import Message
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from app.core.http import ALWAYS
from app.core.http.front import choose_id
from app.core.logs import current_request
from app.core.problems import MEDIA_TYPE, make_problem
from app.core.sockets.settings import MESSAGE_BYTES

QUIET = logging.getLogger("app.sockets.wire")
QUIET.setLevel(logging.WARNING)  # it would write lines of its own at every end


class Wire(ServerProtocol):
    """The state of one connection; it reads and writes nothing itself."""

    def __init__(self) -> None:
        super().__init__(max_size=MESSAGE_BYTES, logger=QUIET)
        self.answer: Response | None = None  # to the handshake
        self.parts: list[bytes] = []  # of a message that is not whole yet
        self.is_text = True

    def greet(self, request: Request) -> bool:
        """Return whether the handshake is one; it is answered later, or refused here."""
        answer = self.accept(request)
        if answer.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self.answer = answer
            return True
        self.refuse_plainly(answer.status_code)
        return False

    def gather(self, frame: Frame) -> Message | None:
        """Return the message that is whole with this frame."""
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self.is_text = frame.opcode is Opcode.TEXT
        elif frame.opcode is not Opcode.CONT:
            return None
        self.parts.append(bytes(frame.data))
        if not frame.fin:
            return None
        whole = b"".join(self.parts)
        self.parts.clear()
        if not self.is_text:
            return {"type": "websocket.receive", "bytes": whole}
        try:
            return {"type": "websocket.receive", "text": whole.decode()}
        except UnicodeDecodeError:
            self.fail(1007, "text is UTF-8")
            return None

    def say(self, message: Message) -> None:
        """Say what the application says."""
        kind = message["type"]
        if kind == "websocket.send":
            self.send_text(message["text"].encode())
        elif kind == "websocket.close" and self.state is State.CONNECTING:
            self.refuse_plainly(HTTPStatus.NOT_FOUND)
        elif kind == "websocket.close":
            self.send_close(message["code"], message.get("reason") or "")
        elif kind == "websocket.accept":
            self.open(message)
        elif kind == "websocket.http.response.start":
            self.refusal = message
        else:
            self.refuse(self.refusal["status"], self.refusal["headers"], message.get("body", b""))

    def open(self, message: Message) -> None:
        """Accept the handshake."""
        assert self.answer is not None  # noqa: S101  # the application runs after it only
        if message.get("subprotocol"):
            self.answer.headers["Sec-WebSocket-Protocol"] = message["subprotocol"]
        for name, value in message.get("headers", []):
            self.answer.headers[name.decode()] = value.decode("latin-1")
        self.send_response(self.answer)

    def refuse_plainly(self, status: int) -> None:
        """Answer what no endpoint has seen, as a problem like any other."""
        current_request.set(choose_id(b"").decode())
        phrase = HTTPStatus(status).phrase.capitalize()
        problem = json.dumps(make_problem(status, phrase, f"{phrase}.")).encode()
        lines = [(b"content-type", MEDIA_TYPE.encode()), (b"upgrade", b"websocket"), *ALWAYS]
        length = (b"content-length", str(len(problem)).encode())
        self.refuse(status, [*lines, length], problem)

    def refuse(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
        """Answer the handshake with an ordinary response."""
        shown = Headers([(name.decode(), value.decode("latin-1")) for name, value in headers])
        shown["Connection"] = "close"
        self.send_response(Response(status, HTTPStatus(status).phrase, shown, body))

    @property
    def is_ending(self) -> bool:
        """Whether nothing more will be said, or heard."""
        return self.close_expected() or self.state is State.CLOSED

    @property
    def ending_code(self) -> int:
        """The code with which it has ended."""
        close = self.close_rcvd or self.close_sent
        return close.code if close else 1006


def make_scope(request: Request, client: Any, server: Any) -> dict[str, Any]:
    """Return a handshake as applications see it."""
    path, _, query = request.path.partition("?")
    offered = [
        name.strip()
        for value in request.headers.get_all("Sec-WebSocket-Protocol")
        for name in value.split(",")
    ]
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "root_path": "",
        "query_string": query.encode("latin-1"),
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers.raw_items()
        ],
        "client": client[:2] if client else None,
        "server": server[:2] if server else None,
        "subprotocols": offered,
        "extensions": {"websocket.http.response": {}},
        "state": {},
    }
