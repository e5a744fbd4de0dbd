"""Processes: started in their own group, weighed from /proc, ended with their children."""

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 10
PORTS = range(20_000, 32_000)  # below those that the system gives to outgoing connections


def find_port() -> int:
    """Return a port of loopback that nobody listens on."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def start_process(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    core: int | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` as the head of its own group, on one core where one is named."""
    with log.open("ab") as said:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            user=user,
            preexec_fn=stay_on(core),
        )


def stay_on(core: int | None) -> Callable[[], None] | None:
    """Return what a child does to stay on `core`; None where the machine has only one."""
    cores = sorted(os.sched_getaffinity(0))
    if core is None or len(cores) < 2:
        return None
    return lambda: os.sched_setaffinity(0, {cores[core]})


def stop_process(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """End the process and its whole group, gently first."""
    for attempt in (number, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, attempt)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    time.sleep(0.2)  # until the port is free again


def list_family(pid: int) -> list[int]:
    """Return `pid` and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(int(read_stat(int(entry.name))[1]), []).append(int(entry.name))
    family, todo = [], [pid]
    while todo:
        current = todo.pop()
        family.append(current)
        todo += children.get(current, [])
    return family


def read_stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat that follow the command: state, parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def read_cpu_seconds(pid: int) -> float:
    """Return the user and system time of the process tree, its ended children included."""
    ticks = 0
    for member in list_family(pid):
        with contextlib.suppress(OSError):
            ticks += sum(int(field) for field in read_stat(member)[11:15])
    return ticks / TICKS_A_SECOND


def read_memory_mib(pid: int) -> float:
    """Return the proportional set size of the process tree: shared pages are split."""
    kib = 0
    for member in list_family(pid):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{member}/smaps_rollup").read_text()
            found = re.search(r"^Pss:\s+(\d+)", text, re.M)
            kib += int(found[1]) if found else 0
    return kib / 1024


def read_machine_seconds() -> float:
    """Return how long the cores of the machine have been busy, summed."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS_A_SECOND
