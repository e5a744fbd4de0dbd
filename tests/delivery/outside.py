"""A caller outside of the machine. It prints one line of JSON: what came back, and when.

python outside.py AUTHORITY request METHOD PATH [BODY]      over TLS
python outside.py AUTHORITY plain PATH                      over plain HTTP
python outside.py AUTHORITY slow-headers                    a header a second, for a minute
python outside.py AUTHORITY slow-body SECONDS               a note whose second half comes late
python outside.py AUTHORITY crowd                           callers, until standard input ends
"""

import http.client
import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable

NOTE = b'{"title": "slow"}'
HEAD = "\r\n".join(
    [
        "POST /notes HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(NOTE)}",
        "Connection: close",
        "\r\n",
    ]
)


def secure(authority: str) -> ssl.SSLContext:
    """Return what trusts nobody but Caddy's own authority."""
    return ssl.create_default_context(cafile=authority)


def describe(answer: http.client.HTTPResponse) -> dict[str, object]:
    """Return an answer as data."""
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return {"status": answer.status, "headers": headers, "body": answer.read().decode()}


def request(authority: str, method: str, path: str, body: str = "") -> dict[str, object]:
    """Send one request over TLS."""
    connection = http.client.HTTPSConnection("localhost", context=secure(authority), timeout=20)
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, path, body or None, headers)
    return describe(connection.getresponse())


def plain(_: str, path: str) -> dict[str, object]:
    """Send one request without TLS."""
    connection = http.client.HTTPConnection("localhost", timeout=20)
    connection.request("GET", path)
    return describe(connection.getresponse())


def connect(authority: str) -> ssl.SSLSocket:
    """Open a connection over TLS."""
    return secure(authority).wrap_socket(
        socket.create_connection(("localhost", 443), 20), server_hostname="localhost"
    )


def slow_headers(authority: str) -> dict[str, object]:
    """Send a header a second until the other side has had enough."""
    with connect(authority) as wire:
        wire.sendall(b"GET /notes HTTP/1.1\r\nHost: localhost\r\n")
        wire.settimeout(1)
        for number in range(60):
            try:
                wire.sendall(f"X-{number}: drop\r\n".encode())
                if wire.recv(1000) == b"":
                    return {"cut": True}
            except TimeoutError:
                continue
            except OSError:
                return {"cut": True}
    return {"cut": False}


def slow_body(authority: str, seconds: str) -> dict[str, object]:
    """Send half a note, wait, and send the rest."""
    with connect(authority) as wire:
        wire.sendall(HEAD.encode() + NOTE[:5])
        time.sleep(float(seconds))
        wire.sendall(NOTE[5:])
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        return describe(answer)


def crowd(authority: str) -> dict[str, object]:
    """Read and write notes, each on a connection of its own and on one that is kept."""
    context = secure(authority)
    answers: list[str] = []
    longest = [0.0]
    over = threading.Event()

    def go_on(*, keep: bool) -> None:
        connection = http.client.HTTPSConnection("localhost", context=context, timeout=20)
        while not over.is_set():
            for method, body in (("GET", None), ("POST", NOTE)):
                begun = time.monotonic()
                try:
                    headers = {"Content-Type": "application/json"} if body else {}
                    connection.request(method, "/notes", body, headers)
                    answer = connection.getresponse()
                    answer.read()
                    answers.append(f"{method} {answer.status}")
                except (OSError, http.client.HTTPException) as error:
                    answers.append(f"{method} {error!r}")
                    connection.close()
                longest[0] = max(longest[0], time.monotonic() - begun)
                if not keep:
                    connection.close()
                time.sleep(0.15)  # four of them stay below the quota of one address

    threads = [threading.Thread(target=go_on, kwargs={"keep": n % 2 == 0}) for n in range(4)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    return {"asked": len(answers), "answers": sorted(set(answers)), "longest": longest[0]}


if __name__ == "__main__":
    authority, word, *words = sys.argv[1:]
    commands: dict[str, Callable[..., dict[str, object]]] = {
        "request": request,
        "plain": plain,
        "slow-headers": slow_headers,
        "slow-body": slow_body,
        "crowd": crowd,
    }
    begun = time.monotonic()
    try:
        found = commands[word](authority, *words)
    except (OSError, http.client.HTTPException) as error:
        found = {"error": repr(error)}
    print(json.dumps(found | {"seconds": round(time.monotonic() - begun, 1)}))
