"""Two replicas behind a balancer, one of them ended in the middle: what one client sees, as JSON.

It runs in a rendered project: python replicas.py CADDY FOLDER
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path.cwd()))

from dev.database import open_scratch, open_test_server

APP = Path(sys.executable).with_name("app")
BALANCER, PORTS = 18700, (18701, 18702)
NOTES, CALLERS = 600, 6
SETTINGS = {
    "APP_ENVIRONMENT": "development",
    "DATABASE_POOL_SIZE": "10",
    "HTTP_ALLOWED_HOSTS": "localhost",
    "LIMITS_ADDRESS": "1000000",
    "LIMITS_CALLER": "1000000",
    "SERVER_HEADER_SECONDS": "95",
    "WEB_CONCURRENCY": "1",
}
CADDYFILE = """
{{
	admin off
	auto_https off
}}
:{balancer} {{
	reverse_proxy 127.0.0.1:{one} 127.0.0.1:{other} {{
		lb_policy round_robin
		health_uri /health/ready
		health_interval 200ms
		health_timeout 2s
		transport http {{
			keepalive 60s
		}}
	}}
}}
"""


class Replicas:
    """The two, each a process group of its own."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.folder = environment, folder
        self.running = {port: self.start(port) for port in PORTS}
        for port in PORTS:
            self.wait(port)

    def start(self, port: int) -> subprocess.Popen[bytes]:
        """Start one, as its pod would."""
        environment = self.environment | {"SERVER_PORT": str(port)}
        log = (self.folder / f"{port}.log").open("ab")
        return subprocess.Popen(
            [APP, "serve"], env=environment, stdout=log, stderr=log, start_new_session=True
        )

    def wait(self, port: int) -> None:
        """Return when one is ready."""
        while ask(port, "GET", "/health/ready")[0] != 200:
            assert self.running[port].poll() is None, (self.folder / f"{port}.log").read_text()
            time.sleep(0.05)

    def kill(self, port: int) -> None:
        """End every process of one without a warning, and start it anew."""
        os.killpg(self.running[port].pid, signal.SIGKILL)
        self.running[port].wait()
        self.running[port] = self.start(port)
        self.wait(port)

    def drain(self, port: int) -> int:
        """Tell one to end, and return how it ended; then start it anew."""
        self.running[port].send_signal(signal.SIGTERM)
        code = self.running[port].wait(60)
        self.running[port] = self.start(port)
        self.wait(port)
        return code

    def end(self) -> None:
        """End both."""
        for process in self.running.values():
            process.terminate()
            process.wait(60)


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Return status and body of an answer; 0 where there was none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    sent = {"Host": "localhost", "Content-Type": "application/json"} | headers
    try:
        connection.request(method, path, json.dumps(body) if body else None, sent)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    except (OSError, HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()


class Client:
    """Who writes notes until each is confirmed, and asks twice whenever no answer came."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.todo = list(range(NOTES))
        self.ids: dict[str, set[str]] = {}
        self.failures: list[int] = []

    def work(self) -> None:
        """Write notes until there are none left to write."""
        while True:
            with self.lock:
                if not self.todo:
                    return
                number = self.todo.pop()
            self.write(f"note {number}", again=number % 5 == 0)

    def write(self, title: str, *, again: bool) -> None:
        """Write one note; with `again`, send it once more after it was confirmed."""
        key, wanted = uuid4().hex, 1 + again
        while wanted:
            status, note = ask(
                BALANCER, "POST", "/notes", {"title": title}, **{"Idempotency-Key": key}
            )
            if status == 201:
                self.ids.setdefault(title, set()).add(note["id"])
                wanted -= 1
            else:
                self.failures.append(status)
                time.sleep(0.05)

    def run(self, deed: Callable[[], int | None]) -> int | None:
        """Write all, and do `deed` when a third is written; return its outcome."""
        threads = [threading.Thread(target=self.work) for _ in range(CALLERS)]
        for thread in threads:
            thread.start()
        while len(self.todo) > NOTES * 2 // 3:
            time.sleep(0.01)
        outcome = deed()
        for thread in threads:
            thread.join()
        return outcome


def list_titles() -> list[str]:
    """Return the titles of all notes there are."""
    titles: list[str] = []
    cursor = ""
    while cursor is not None:
        _, page = ask(BALANCER, "GET", f"/notes?limit=100{cursor and f'&cursor={cursor}'}")
        titles += [note["title"] for note in page["items"]]
        cursor = page["next_cursor"]
    return titles


def try_one(replicas: Replicas, name: str) -> dict[str, Any]:
    """Return what became of the notes while one replica was killed, or drained."""
    before = len(list_titles())
    client = Client()
    deed = replicas.kill if name == "kill" else replicas.drain
    outcome = client.run(lambda: deed(PORTS[0]))
    titles = list_titles()
    return {
        "confirmed": len(client.ids),
        "stored": len(titles) - before,
        "doubled": [title for title, ids in client.ids.items() if len(ids) > 1],
        "failures": client.failures,
        "outcome": outcome,
    }


def main(caddy: str, folder: Path) -> None:
    """Try both, and say what was seen."""
    config = folder / "Caddyfile"
    config.write_text(CADDYFILE.format(balancer=BALANCER, one=PORTS[0], other=PORTS[1]))
    with open_test_server() as server, open_scratch(server) as url:
        environment = {**os.environ, **SETTINGS, "DATABASE_URL": url}
        subprocess.run([APP, "migrate"], env=environment, check=True)
        replicas = Replicas(environment, folder)
        said = (folder / "caddy.log").open("ab")
        command = [caddy, "run", "--config", str(config), "--adapter", "caddyfile"]
        home = {**os.environ, "HOME": str(folder)}
        balancer = subprocess.Popen(command, env=home, stdout=said, stderr=said)
        try:
            while ask(BALANCER, "GET", "/health/ready")[0] != 200:
                time.sleep(0.1)
            print(json.dumps({name: try_one(replicas, name) for name in ("kill", "drain")}))
        finally:
            balancer.terminate()
            balancer.wait(30)
            replicas.end()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
