"""An S3 server of a test's own: SeaweedFS, which refuses a wrong secret as the real ones do."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from dev.watch import watched

WEED = Path(sys.executable).with_name("weed")
KEY_ID, SECRET = "test", "the right secret"
SETTINGS = [
    "-s3",
    "-s3.iam=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-master.telemetry=false",
]
PORTS = ("s3.port", "master.port", "volume.port", "filer.port")
START_SECONDS = 60


@contextmanager
def open_bucket(folder: Path) -> Iterator[str]:
    """Yield the address of a bucket that is there, and of nobody else."""
    who = {"accessKey": KEY_ID, "secretKey": SECRET}
    rights = {"name": "test", "credentials": [who], "actions": ["Admin"]}
    config = folder / "rights.json"
    config.write_text(json.dumps({"identities": [rights]}))
    ports = dict(zip(list_ports(), find_ports(2 * len(PORTS)), strict=True))
    port = ports["s3.port"]
    options = [f"-{name}={number}" for name, number in ports.items()]
    here = [f"-dir={folder}", "-ip=127.0.0.1", f"-s3.config={config}"]
    command = [WEED, "-logtostderr", "server", *here, *SETTINGS, *options]
    left = [folder, *list_sockets(ports)]
    with (
        (folder / "log").open("wb") as log,
        watched(command, signal.SIGKILL, left, stdout=log, stderr=log) as process,
    ):
        try:
            wait_for(process, port, folder)
            yield f"http://127.0.0.1:{port}/bucket/shop"
        finally:
            process.kill()
            process.wait()
            for place in list_sockets(ports):
                place.unlink(missing_ok=True)


def list_ports() -> list[str]:
    """Return what the server listens for, each twice: it also talks to itself."""
    return [*PORTS, *(f"{name}.grpc" for name in PORTS)]


def list_sockets(ports: Mapping[str, int]) -> list[Path]:
    """Return where it may listen besides: the places are its own choice, and it leaves them."""
    names = {name.replace(".port", "").replace(".", "-"): port for name, port in ports.items()}
    return [Path(f"/tmp/seaweedfs-{name}-{port}.sock") for name, port in names.items()]  # noqa: S108


def find_ports(count: int) -> list[int]:
    """Return ports that are free."""
    with ExitStack() as held:
        lines = [held.enter_context(socket.socket()) for _ in range(count)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return [int(line.getsockname()[1]) for line in lines]


def wait_for(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Return when the server answers, if only to say that it does not know us."""
    end = time.monotonic() + START_SECONDS
    while not is_up(port):
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < end, (folder / "log").read_text()
        time.sleep(0.05)


def is_up(port: int) -> bool:
    """Say whether it answers."""
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/")
        return line.getresponse().status < 500
    except OSError:
        return False
    finally:
        line.close()
