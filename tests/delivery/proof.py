"""Install a service on this machine, hurt it, and print one line of JSON: what came of it.

It is run by root on a machine that is thrown away, beside a folder `shop`: the clone.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any

CLONE = Path("/srv/shop")
UNITS = Path("/etc/systemd/system")
SECRETS = Path("/etc/shop/secrets")
OFFLINE = {"UV_OFFLINE": "1", "UV_CACHE_DIR": "/var/cache/uv", "UV_PYTHON": "/usr/bin/python3"}
ENVIRONMENT = os.environ | OFFLINE | {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
MINUTE = 60
HEADERS = {"Content-Type": "application/json", "Host": "localhost"}
PACE_SECONDS = 0.05


def call(*command: object) -> tuple[int, str]:
    """Run a command to its end; return its exit code and what it said."""
    words = [str(word) for word in command]
    done = subprocess.run(words, text=True, capture_output=True, env=ENVIRONMENT, cwd=CLONE)
    return done.returncode, (done.stdout + done.stderr).strip()


def ask(method: str = "GET", path: str = "/notes", body: str = "") -> tuple[int, str]:
    """Return the status and the text of an answer."""
    connection = HTTPConnection("127.0.0.1", 8000, timeout=3 * MINUTE)
    try:
        connection.request(method, path, body or None, HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def show(unit: str, name: str) -> str:
    """Return a property of a unit."""
    return call("systemctl", "show", "--value", f"--property={name}", unit)[1]


def list_processes(unit: str) -> list[int]:
    """Return every process of a unit."""
    processes = Path("/sys/fs/cgroup/systemd" + show(unit, "ControlGroup"), "cgroup.procs")
    return [int(line) for line in processes.read_text().split()]


def wait_until(holds: Callable[[], bool], seconds: float = MINUTE) -> bool:
    """Say whether it came to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, HTTPException):
            if holds():
                return True
        time.sleep(0.2)
    return False


@contextmanager
def callers() -> Iterator[tuple[list[str], list[float]]]:
    """Ask again and again while the block lasts; yield the answers, and the longest wait."""
    said: list[str] = []
    longest = [0.0]
    over = Event()

    def go_on() -> None:
        while not over.is_set():
            begun = time.monotonic()
            try:
                status, text = ask()
                said.append("200" if status == 200 else f"{status} {text}")
            except (OSError, HTTPException) as error:
                said.append(f"{error!r} after {time.monotonic() - begun:.0f} s")
            longest[0] = max(longest[0], time.monotonic() - begun)
            time.sleep(PACE_SECONDS)

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield said, longest
    finally:
        over.set()
        thread.join()


def install(version: str) -> tuple[int, str]:
    """Install what lies in the clone."""
    return call("sh", "deploy/install.sh", version)


@contextmanager
def changed(file: str, old: str, new: str) -> Iterator[None]:
    """Have other text in a file of the clone while the block lasts."""
    path = CLONE / file
    whole = path.read_text()
    assert old in whole
    path.write_text(whole.replace(old, new, 1))
    try:
        yield
    finally:
        path.write_text(whole)


def find_serving() -> str:
    """Return the release that serves."""
    return Path("/opt/shop/current").readlink().name


def drop_in(unit: str, text: str) -> None:
    """Say something else of a unit, as an operator would."""
    folder = UNITS / f"{unit}.d"
    folder.mkdir(exist_ok=True)
    (folder / "ours.conf").write_text(text)
    call("systemctl", "daemon-reload")


def read_files(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder."""
    return {str(path): path.read_text() for path in folder.rglob("*") if path.is_file()}


def prove_install() -> dict[str, Any]:
    """Install twice."""
    first = install("1.0")
    before = read_files(Path("/etc/shop"))
    second = install("1.0")
    return {
        "installed": [first[0], second[0]],
        "said": first[1] + second[1],
        "kept": read_files(Path("/etc/shop")) == before,
        "failed": call("systemctl", "list-units", "--failed", "--quiet", "--no-legend", "shop*")[1],
        "written": ask("POST", body='{"title": "First"}')[0],
    }


def prove_bounds() -> dict[str, Any]:
    """Try what the service must not do, from inside its view of the machine."""
    process = show("shop.service", "MainPID")
    inside = ["nsenter", f"--target={process}", "--mount"]
    environment = Path(f"/proc/{process}/environ").read_text()
    status = Path(f"/proc/{process}/status").read_text()
    places = ["/opt/shop/current/x", "/etc/x", "/usr/x", "/var/lib/x", "/var/lib/shop/x", "/tmp/x"]
    call("systemctl", "start", "--no-block", "shop-backup-run.service")
    return {
        "writable": [place for place in places if call(*inside, "touch", place)[0] == 0],
        "told": [text for text in read_files(SECRETS).values() if text in environment],
        "credentials": call(*inside, "ls", "/run/credentials")[1].split(),
        "capabilities": re.findall(r"^Cap(?:Prm|Eff|Bnd):\t(\w+)$", status, flags=re.M),
        "user": call("stat", "--format=%U", f"/proc/{process}")[1],
    }


def prove_restart() -> dict[str, Any]:
    """End the service as the kernel would, then have it hang."""
    os.kill(int(show("shop.service", "MainPID")), signal.SIGKILL)
    back = wait_until(lambda: "First" in ask()[1])

    drop_in("shop.service", "[Service]\nWatchdogSec=3\n")
    call("systemctl", "restart", "shop.service")
    restarts = int(show("shop.service", "NRestarts"))
    for process in list_processes("shop.service"):
        if process != int(show("shop.service", "MainPID")):
            os.kill(process, signal.SIGSTOP)
    woken = wait_until(lambda: int(show("shop.service", "NRestarts")) > restarts)
    hung = woken and wait_until(lambda: "First" in ask()[1])
    shutil.rmtree(UNITS / "shop.service.d")
    call("systemctl", "daemon-reload")
    return {"killed": back, "hung": hung}


def prove_timers() -> dict[str, Any]:
    """Have a timer come due, and run commands as operators do."""
    listed = call("systemctl", "list-timers", "--all", "--no-legend", "--plain", "shop-*")[1]
    drop_in("shop-backup-run.timer", "[Timer]\nOnCalendar=*:*:0/2\n")
    call("systemctl", "restart", "shop-backup-run.timer")

    def count() -> int:
        code, said = call("/usr/local/bin/shop", "--as", "backup-run", "backup", "list")
        return len(said.splitlines()) if code == 0 else 0

    before = count()
    fired = wait_until(lambda: count() > before)
    call("systemctl", "stop", "shop-backup-run.timer")
    return {
        "timers": sorted(re.findall(r"(shop-\S+)\.timer", listed)),
        "fired": fired,
        "checked": call("/usr/local/bin/shop", "check", "--deploy", "--serving"),
        "refused": call("/usr/local/bin/shop", "backup", "list")[0],
    }


def prove_releases() -> dict[str, Any]:
    """Put releases in the place of each other while callers come: two of them are not fit."""
    found: dict[str, Any] = {}
    with callers() as (said, longest):
        with changed(
            "src/app/main.py", "    settings = settings or", "    1 / 0\n    settings = settings or"
        ):
            found["broken"] = install("2.0")
        found["serving_after_broken"] = find_serving()
        with changed("deploy/systemd/app.service", "bin/app supervised", "bin/app nothing"):
            found["dead"] = install("3.0")
        found["serving_after_dead"] = find_serving()
        found["good"] = install("4.0")
        found["serving_after_good"] = find_serving()
        found["back"] = call("sh", "/opt/shop/current/deploy/release.sh", "back")
        found["serving_after_back"] = find_serving()
    found["answers"] = sorted(set(said))
    found["asked"] = len(said)
    found["longest"] = longest[0]
    found["stored"] = "First" in ask()[1]
    return found


if __name__ == "__main__":
    found = {}
    for prove in (prove_install, prove_bounds, prove_restart, prove_timers, prove_releases):
        found[prove.__name__.removeprefix("prove_")] = prove()
    print(json.dumps(found))
