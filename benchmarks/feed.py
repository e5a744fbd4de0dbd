"""Measure what open sockets weigh: many that are idle, and some whose clients never read."""

import json
import os
import shutil
import socket
import sqlite3
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import project
from benchmarks.limits import FEED, judge
from benchmarks.measure import Running, run
from benchmarks.outcome import Outcome
from benchmarks.processes import find_port, read_memory_mib
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.target import Target
from benchmarks.tools import CACHE, list_versions, run_step

IDLE, SLOW = 2_000, 100
EVENTS = 30_000  # more than fits between a service and a client that does not read
SETTLE_SECONDS = 3
CUT_SECONDS = 5  # after which a client that does not read is cut off
MOST_SECONDS = 180  # that it may take until all of them are
LIBRARIES = ["fastapi", "starlette", "websockets", "uvloop"]
HANDSHAKE = (
    "GET /feed HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: feed.v1\r\n"
    "Sec-WebSocket-Key: {key}\r\n\r\n"
)
FOLLOW = {"type": "subscribe", "resource": "notes"}
EVENT = b'"type":"event"'
READERS = 10
READ_BYTES = 4_096  # what a client that does not read takes all the same
REACH = "INSERT INTO feed_positions VALUES (:owner, 'notes', :most, '2000-01-01 00:00:00.000000')"
FILL = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :most)
INSERT INTO feed_events (owner_id, resource, position, kind, subject_id, happened_at)
SELECT :owner, 'notes', n, 'created', lower(hex(randomblob(16))), '2999-01-01 00:00:00.000000'
FROM counted
"""


@dataclass(frozen=True)
class Weights:
    """What a worker weighs, in MiB of its proportional set size."""

    empty: float
    idle: float
    warmed: float
    slow: float
    cut: int

    @property
    def idle_kb(self) -> float:
        """What one idle socket weighs, in KB."""
        return (self.idle - self.empty) * 1024 / IDLE

    @property
    def slow_kb(self) -> float:
        """What one socket weighs whose client does not read, in KB."""
        return (self.slow - self.warmed) * 1024 / SLOW


def measure(rounds: int, seconds: int) -> Outcome:
    """Open the sockets in each round; the figures are those of the heaviest one."""
    say("rendering and installing a project with a feed")
    folder = project.render_project(project.FEED)
    logs = CACHE / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    found = []
    for number in range(rounds):
        found.append(weigh(folder, logs))
        say(f"round {number + 1}: {found[-1].idle_kb:.1f} KB idle, {found[-1].slow_kb:.1f} KB slow")
    return draw_outcome(found, list_versions(folder / ".venv" / "bin", LIBRARIES))


def weigh(folder: Path, logs: Path) -> Weights:
    """Return what a new service weighs as sockets open."""
    target = open_target(folder)
    log = logs / f"{target.name.replace(' ', '-')}.log"
    log.unlink(missing_ok=True)
    with run(target, logs, core=None) as running, ExitStack() as opened:
        time.sleep(SETTLE_SECONDS)
        empty = read_memory_mib(running.pid)
        idle_ones = [opened.enter_context(open_socket(running)) for _ in range(IDLE)]
        cursor = max(follow(one) for one in idle_ones)  # all of them have the same
        time.sleep(SETTLE_SECONDS)
        idle = read_memory_mib(running.pid)
        fill(folder)
        warm(running, cursor)
        warmed = read_memory_mib(running.pid)
        for _ in range(SLOW):
            slow_one = opened.enter_context(open_socket(running, READ_BYTES))
            say_on(slow_one, {**FOLLOW, "after": cursor})
        slow = find_peak(running, log)
        return Weights(empty, idle, warmed, slow, count_cut(log))


def open_target(folder: Path) -> Target:
    """Migrate a new database and return the service on it: one worker, and nobody is refused."""
    (folder / "feed.db").unlink(missing_ok=True)
    port, command = find_port(), str(folder / ".venv" / "bin" / "app")
    environment = {
        "DATABASE_URL": f"sqlite:///{folder}/feed.db",
        "HTTP_ALLOWED_HOSTS": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
        "SERVER_PORT": str(port),
        "SOCKETS_OF_CALLER": "1000000",
        "SOCKETS_MESSAGES": "1000000",
        "SOCKETS_SEND_SECONDS": str(CUT_SECONDS),
        "SOCKETS_HEARTBEAT_SECONDS": "3600",  # a ping would send the idle ones into the log
        "SOCKETS_SILENT_SECONDS": "7200",
        "LIMITS_ADDRESS": "1000000000",
    }
    run_step([command, "migrate"], folder, environment)
    serve = (command, "serve")
    return Target(project.FEED, serve, folder, port, "/health/ready", (), environment=environment)


@contextmanager
def open_socket(running: Running, read_bytes: int | None = None) -> Iterator[socket.socket]:
    """Yield an open WebSocket; with `read_bytes` the system takes no more for its client."""
    with closing(socket.socket()) as one:
        if read_bytes:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, read_bytes)
        one.settimeout(30)
        one.connect(("127.0.0.1", running.target.port + 1))
        one.sendall(HANDSHAKE.format(key=b64encode(os.urandom(16)).decode()).encode())
        read_until(one, b"\r\n\r\n")
        yield one


def read_until(one: socket.socket, end: bytes) -> bytes:
    """Return what comes up to `end`; nothing follows it."""
    read = b""
    while end not in read:
        read += one.recv(4_096)
    return read


def say_on(one: socket.socket, message: dict[str, str]) -> None:
    """Send one message, masked with zeros."""
    text = json.dumps(message).encode()
    size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)
    one.sendall(b"\x81" + size + bytes(4) + text)


def follow(one: socket.socket) -> str:
    """Follow notes, and return the cursor from which."""
    say_on(one, FOLLOW)
    answer = read_until(one, b"}")
    return str(json.loads(answer[answer.index(b"{") :])["cursor"])


def fill(folder: Path) -> None:
    """Write many events of the one owner into the log, unnoticed by those who follow already."""
    with closing(sqlite3.connect(folder / "feed.db")) as database, database:
        values = {"owner": "0" * 32, "most": EVENTS}
        database.execute(REACH, values)
        database.execute(FILL, values)


def warm(running: Running, cursor: str) -> None:
    """Have some clients read every event, so that the caches of the database are full."""
    with ThreadPoolExecutor(READERS) as readers:
        for _ in readers.map(read_all, [running] * READERS, [cursor] * READERS):
            pass
    time.sleep(SETTLE_SECONDS)


def read_all(running: Running, cursor: str) -> None:
    """Be a client that reads every event."""
    with open_socket(running) as one:
        say_on(one, {**FOLLOW, "after": cursor})
        told, rest = 0, b""
        while told < EVENTS:
            chunk = rest + one.recv(65_536)
            told += chunk.count(EVENT)
            rest = chunk[-len(EVENT) + 1 :]


def find_peak(running: Running, log: Path) -> float:
    """Return the most that the service weighs until the slow ones are cut off."""
    until = time.monotonic() + MOST_SECONDS
    peak = 0.0
    while count_cut(log) < SLOW and time.monotonic() < until:
        peak = max(peak, read_memory_mib(running.pid))
        time.sleep(0.2)
    return peak


def count_cut(log: Path) -> int:
    """Return how many clients were cut off because they do not read."""
    return log.read_text().count('"code": 1013')


def draw_outcome(found: list[Weights], versions: dict[str, str]) -> Outcome:
    """Return the verdicts, the table and the raw figures."""
    figures = {
        "idle socket, KB": max(weights.idle_kb for weights in found),
        "socket of a client that does not read, KB": max(weights.slow_kb for weights in found),
        "clients that do not read and are not cut off": max(SLOW - w.cut for w in found),
    }
    verdicts = judge(FEED, figures)
    how = (
        f"{IDLE} sockets that follow and hear nothing, then {SLOW} more whose clients never read, "
        f"with {EVENTS} events to tell them; one worker, SQLite. A socket weighs what the worker's "
        f"proportional set size grows by, at its peak; the heaviest of {len(found)} rounds."
    )
    rows = [
        (str(number), *(f"{mib:.1f}" for mib in (one.empty, one.idle, one.warmed, one.slow)))
        for number, one in enumerate(found, 1)
    ]
    heads = ("round", "empty, MiB", f"{IDLE} idle", "database's caches full", f"and {SLOW} slow")
    table = show_table(heads, rows)
    machine = describe_machine(len(os.sched_getaffinity(0)), versions)
    text = "\n\n".join(["## The live feed", how, machine, show_verdicts(verdicts), table]) + "\n"
    return Outcome("feed", text, verdicts, {"rounds": [asdict(weights) for weights in found]})
