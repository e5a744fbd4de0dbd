"""A real Docker engine, where one is offered, and a rendered project that runs on it.

What offers the engine says so in the environment:

- `BACKSMITH_DOCKER_HOST`: the engine that runs containers, as `DOCKER_HOST` would name it.
  Unset: the tests are skipped.
- `BACKSMITH_DOCKER_BUILD_HOST`: the engine that builds images; unset: the same one.
- `BACKSMITH_DOCKER_BUILD_NETWORK`: the network of a build (`host`); unset: the engine's own choice.
- `BACKSMITH_DOCKER_STAND_INS`: set where no registry can be reached: PostgreSQL, MariaDB, Valkey
  and Caddy are then built from Debian's packages, under their official names.
  `python:3.13-slim` and `ghcr.io/astral-sh/uv` must be there already.
- `BACKSMITH_DOCKER_EXEC`: what stands before a command that is to reach published ports
  (`ip netns exec lab`); unset: nothing.

`docker` with Compose is found on the PATH; `DOCKER_CONFIG` and `DOCKER_BUILDKIT` are passed on.
"""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rendered import Rendered, clean_environment

OUTSIDE = Path(__file__).with_name("outside.py")
STAND_INS = Path(__file__).with_name("standins")
OFFICIAL = {
    "postgres:17": "postgres",
    "mariadb:11.8": "mariadb",
    "valkey/valkey:8": "valkey",
    "caddy:2": "caddy",
}
MINUTES = 60


@dataclass(frozen=True)
class Engine:
    """Where images are built and containers run."""

    host: str
    build_host: str

    def docker(self, *words: str, host: str = "", **more: Any) -> str:
        """Run one docker command and return what it printed."""
        return call(["docker", *words], host or self.host, **more)

    def build(self, tag: str, folder: Path, target: str = "") -> None:
        """Build the image `tag` from `folder`, and bring it to the engine that runs it."""
        network = os.environ.get("BACKSMITH_DOCKER_BUILD_NETWORK", "")
        options = ["--network", network] if network else []
        options += ["--target", target] if target else []
        self.docker("build", "--quiet", *options, "--tag", tag, str(folder), host=self.build_host)
        if self.build_host != self.host:
            archive = folder / "image.tar"
            self.docker("save", "--output", str(archive), tag, host=self.build_host)
            self.docker("load", "--quiet", "--input", str(archive))
            archive.unlink()

    def has(self, tag: str) -> bool:
        """Tell whether the engine that runs containers has the image `tag`."""
        return tag in self.docker("images", "--format", "{{.Repository}}:{{.Tag}}").split()


def find_engine() -> Engine | None:
    """Return the engine that the environment offers."""
    host = os.environ.get("BACKSMITH_DOCKER_HOST", "")
    return Engine(host, os.environ.get("BACKSMITH_DOCKER_BUILD_HOST") or host) if host else None


def attempt(
    command: list[str], host: str, *, cwd: Path | None = None, seconds: int = 10 * MINUTES
) -> subprocess.CompletedProcess[str]:
    """Run `command` against the engine `host`; return how it ended."""
    environment = clean_environment() | {"DOCKER_HOST": host}
    return subprocess.run(
        command, cwd=cwd, env=environment, text=True, capture_output=True, timeout=seconds
    )


def call(command: list[str], host: str, **more: Any) -> str:
    """Run `command` against the engine `host`; what it printed is in the error where it fails."""
    done = attempt(command, host, **more)
    assert done.returncode == 0, (
        f"{shlex.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    )
    return done.stdout


def reach() -> list[str]:
    """Return what stands before a command that is to reach published ports."""
    return shlex.split(os.environ.get("BACKSMITH_DOCKER_EXEC", ""))


@dataclass(frozen=True)
class Stack:
    """A rendered project that runs from its compose.yml."""

    engine: Engine
    project: Rendered
    authority: Path

    def compose(self, *words: str) -> str:
        """Run one `docker compose` command in the project."""
        return call(["docker", "compose", *words], self.engine.host, cwd=self.project.root)

    def deploy(self) -> subprocess.CompletedProcess[str]:
        """Do what `make deploy` does with the images that were built elsewhere."""
        return attempt(["sh", "deploy/deploy.sh"], self.engine.host, cwd=self.project.root)

    def up(self) -> None:
        """Deploy the first version, and learn whom to trust."""
        done = self.deploy()
        assert done.returncode == 0, done.stderr
        self.authority.write_text(
            self.run("caddy", "cat", "/data/caddy/pki/authorities/local/root.crt")
        )

    def run(self, service: str, *command: str) -> str:
        """Run a command inside the container of `service`."""
        return self.compose("exec", "--no-TTY", service, *command)

    def python(self, program: str) -> str:
        """Run a Python program inside the container of the service."""
        return self.run("app", "python", "-c", program).strip()

    def inspect(self, service: str) -> dict[str, Any]:
        """Return what the engine knows of the container of `service`, even if it has ended."""
        name = self.compose("ps", "--all", "--quiet", service).split()[0]
        [facts] = json.loads(self.engine.docker("inspect", name))
        return dict(facts)

    def services(self) -> list[str]:
        """Return the names of the services of compose.yml."""
        return sorted(self.compose("config", "--services").split())

    def outside(self, *words: str) -> subprocess.Popen[str]:
        """Start `outside.py`: a caller who comes from outside and trusts Caddy's own authority."""
        command = [*reach(), sys.executable, str(OUTSIDE), str(self.authority), *words]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ask(self, *words: str) -> dict[str, Any]:
        """Return what `outside.py` came back with."""
        said, _ = self.outside(*words).communicate(timeout=MINUTES)
        return dict(json.loads(said.splitlines()[-1]))

    def kill(self, service: str) -> None:
        """End the first process of a container behind the engine's back, as the kernel would."""
        pid = self.inspect(service)["State"]["Pid"]
        program = f"import os; os.kill({pid}, 9)"
        self.engine.docker(
            "run",
            "--rm",
            "--pid",
            "host",
            "--entrypoint",
            "python",
            "--user",
            "0",
            f"{self.project.answers['project_name']}",
            "-c",
            program,
        )


def wait_until(holds: Callable[[], bool], seconds: float = MINUTES) -> float:
    """Return how many seconds it took until `holds` did."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, "it took too long"
        time.sleep(0.3)
    return time.monotonic() - begun
