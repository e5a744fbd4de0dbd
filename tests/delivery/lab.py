"""A machine whose first process is systemd, where one is offered, and a project to install there.

What offers the machine says so in the environment:

- `BACKSMITH_SYSTEMD_LAB`: a command that is given a folder and a script. It boots a system whose
  files lie in `rootfs` of that folder, runs the script in it as root, and ends the system.
  Unset: the tests are skipped.
- `BACKSMITH_SYSTEMD_FOLDER`: a folder in which a system was made before, to save the time.

The machine has no network: what uv installs there is brought along in a cache, and what apt does
is installed before it boots.
"""

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rendered import Rendered, clean_environment

PROOFS = ("proof.py", "proof_beside.py")
PYTHON = "/usr/bin/python3"
MINUTES = 60
BEGIN = f"""\
mount --make-rshared / # as on a machine of its own: what systemd mounts for a unit is seen there
exec {PYTHON} /srv/"""
APT = """\
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d # nothing starts before the machine does
chmod +x /usr/sbin/policy-rc.d
apt-get update --quiet
DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends "$@"
rm /usr/sbin/policy-rc.d
"""


@dataclass(frozen=True)
class Lab:
    """Where systemd runs."""

    command: list[str]
    folder: Path

    @property
    def root(self) -> Path:
        """The folder that is `/` there."""
        return self.folder / "rootfs"

    def run(self, script: str) -> str:
        """Boot, run a script as root, and return what was said."""
        path = self.folder / "payload.sh"
        path.write_text(script)
        done = subprocess.run(
            [*self.command, str(self.folder), str(path)],
            text=True,
            capture_output=True,
            timeout=15 * MINUTES,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout

    def make(self) -> None:
        """Make the machine, where there is none yet."""
        if not self.root.exists():
            self.run("true")

    def install(self, *packages: str) -> bool:
        """Install packages of its distribution; say whether they are there."""
        self.make()
        inside = ["chroot", str(self.root)]
        asked = subprocess.run([*inside, "dpkg", "--status", *packages], capture_output=True)
        if asked.returncode == 0:
            return True
        shutil.copy("/etc/resolv.conf", self.root / "etc")
        return subprocess.run([*inside, "sh", "-euc", APT, "apt", *packages]).returncode == 0

    def bring(self, project: Rendered, *programs: Path) -> None:
        """Bring a project, programs, uv and all that uv needs to install it to a clean machine."""
        self.make()
        name = project.answers["project_name"]
        for left in ("opt", "etc", "var/lib", "var/backups", "etc/systemd/system", "srv"):
            for path in (self.root / left).glob(f"{name}*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for stamp in (self.root / "var/lib/systemd/timers").glob(f"stamp-{name}-*"):
            stamp.unlink()  # or a new service makes up for what an earlier one has missed
        cache = self.root / "var/cache/uv"
        install = ["uv", "sync", "--quiet", "--frozen", "--no-dev", "--no-editable"]
        environment = {
            "UV_CACHE_DIR": str(cache),
            "UV_PYTHON": PYTHON,
            "UV_PROJECT_ENVIRONMENT": str(self.folder / "venv"),
        }
        subprocess.run(install, cwd=project.root, env=clean_environment() | environment, check=True)
        shutil.copytree(project.root, self.root / "srv" / name)
        for proof in PROOFS:
            shutil.copy(Path(__file__).with_name(proof), self.root / "srv")
        for program in (find_program("uv"), find_program("restic"), *programs):
            shutil.copy(program, self.root / "usr/local/bin")

    def prove(self, proof: str) -> dict[str, Any]:
        """Return what a proof has found out about the project."""
        return dict(json.loads(self.run(BEGIN + proof).splitlines()[-1]))


def find_program(name: str) -> Path:
    """Return where a program of this machine lies."""
    return Path(str(shutil.which(name))).resolve()


def find_lab(folder: Path) -> Lab | None:
    """Return the machine that the environment offers; without one of its own, it is made anew."""
    command = os.environ.get("BACKSMITH_SYSTEMD_LAB", "")
    kept = os.environ.get("BACKSMITH_SYSTEMD_FOLDER", "")
    return Lab(shlex.split(command), Path(kept) if kept else folder) if command else None
