"""Ask a service one request at a time: is it up, does it answer what it should?"""

import contextlib
import http.client
import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.errors import ServiceFailed
from benchmarks.target import Endpoint, Target

START_SECONDS = 60
ROWS = 20


class Client:
    """One kept-alive connection to a service."""

    def __init__(self, target: Target) -> None:
        self.headers = dict(target.headers)
        self.connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=10)

    def send(
        self, method: str, path: str, body: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        data = None if body is None else json.dumps(body)
        headers = self.headers | ({} if body is None else {"Content-Type": "application/json"})
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def wait_until_ready(
    target: Target, process: subprocess.Popen[bytes], began: float, log: Path
) -> float:
    """Return the seconds from `began` to the first 200.

    Raises:
        ServiceFailed: it ended, or gave none in time.
    """
    while process.poll() is None and time.perf_counter() - began < START_SECONDS:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if Client(target).send("GET", target.ready)[0] == 200:
                return time.perf_counter() - began
        time.sleep(0.005)
    said = log.read_text()[-2000:]
    raise ServiceFailed(f"{target.name} gave no 200 on {target.ready}:\n{said}", "See its log.")


def check_answer(target: Target, endpoint: Endpoint) -> list[dict[str, Any]]:
    """Return the rows of the answer, if it has some; what is measured must be right first.

    Raises:
        ServiceFailed: the status or the number of rows is not what it should be.
    """
    status, raw = Client(target).send(endpoint.method, endpoint.path, endpoint.body)
    where = f"{target.name}: {endpoint.method} {endpoint.path}"
    if status not in (200, 201):
        raise ServiceFailed(f"{where} answered {status}: {raw[:300]!r}", "Ask it by hand.")
    if endpoint.rows is None:
        return []
    rows = json.loads(raw)
    for key in endpoint.rows.split(".") if endpoint.rows else ():
        rows = rows[key]
    if len(rows) != ROWS:
        raise ServiceFailed(f"{where} gave {len(rows)} rows, not {ROWS}.", "Were they seeded?")
    return list(rows)
