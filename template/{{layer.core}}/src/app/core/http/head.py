"""What is read of a request before anything else: its headers once, and no byte of its body."""

import re
from collections.abc import Iterable

from starlette.types import Scope

from app.core.errors import Refused
from app.core.http.errors import (
    BodyTooLarge,
    HeadersTooLarge,
    MediaTypeRefused,
    MethodRefused,
    UrlTooLong,
)
from app.core.http.settings import LOCAL_HOSTS, HttpSettings

HEADER_BYTES = 16_384
HEADER_COUNT = 100
URL_BYTES = 8_192
METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
OVERRIDES = frozenset([b"x-http-method-override", b"x-http-method", b"x-method-override"])
READ = OVERRIDES | {
    b"host",
    b"content-length",
    b"content-encoding",
    b"transfer-encoding",
    b"x-request-id",
    b"x-forwarded-for",
    b"x-forwarded-proto",
    b"origin",
}
HOST = re.compile(rb"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.I)

Head = dict[bytes, bytes]


def read_head(headers: Iterable[tuple[bytes, bytes]]) -> tuple[int, Head]:
    """Return the size of all headers, and those that are read here; a repeated one is joined."""
    size = 0
    head: Head = {}
    for name, value in headers:
        size += len(name) + len(value) + 4
        if name in READ:
            head[name] = head[name] + b"," + value if name in head else value
    return size, head


def has_body(head: Head) -> bool:
    """Return whether a body follows."""
    return b"transfer-encoding" in head or head.get(b"content-length", b"0") != b"0"


class Gate:
    """Refuse what no route of this service has a use for."""

    def __init__(self, settings: HttpSettings) -> None:
        names = settings.allowed_hosts or LOCAL_HOSTS
        self.hosts = frozenset(name.encode() for name in names)
        self.body_bytes = settings.body_bytes

    def check(self, scope: Scope, size: int, head: Head, any_host: bool) -> None:
        """Let the request pass. A probe knows only an address, so `any_host` lets it use that.

        Raises:
            ServiceError: it is refused.
        """
        if size > HEADER_BYTES or len(scope["headers"]) > HEADER_COUNT:
            raise HeadersTooLarge("Send at most 100 headers and 16 KB of them.")
        path, query = scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
        if len(path) + len(query) > URL_BYTES:
            raise UrlTooLong("Send at most 8 KB of URL.")
        if b"%00" in path or b"%00" in query:
            raise Refused("The URL holds U+0000.")
        if scope["method"] not in METHODS:
            raise MethodRefused("No route answers this method.")
        if not OVERRIDES.isdisjoint(head):
            raise Refused("The method is that of the request line; leave the override header out.")
        self.check_host(head.get(b"host", b""), any_host)
        self.check_body(head)

    def check_host(self, host: bytes, any_host: bool) -> None:
        """Let exactly one known host pass."""
        if host in self.hosts:
            return
        match = HOST.fullmatch(host)
        if match is None or not (any_host or match[1].lower() in self.hosts):
            raise Refused("This service has another name.")

    def check_body(self, head: Head) -> None:
        """Let a body pass that is announced as one that can be read."""
        if head.get(b"content-encoding", b"identity") != b"identity":
            raise MediaTypeRefused("Send the body without Content-Encoding.")
        length = head.get(b"content-length", b"0")
        if not length.isdigit():
            raise Refused("Content-Length is not one number.")
        if int(length) > self.body_bytes:
            raise BodyTooLarge(f"Send at most {self.body_bytes} bytes.")
