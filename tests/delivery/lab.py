"""A machine whose first process is systemd, where one is offered, and a project to install there.

What offers the machine says so in the environment:

- `BACKSMITH_SYSTEMD_LAB`: a command that is given a folder and a script. It boots a system whose
  files lie in `rootfs` of that folder, runs the script in it as root, and ends the system.
  Unset: the tests are skipped.
- `BACKSMITH_SYSTEMD_FOLDER`: a folder in which a system was made before, to save the time.

The machine has no network: what uv installs there is brought along in a cache.
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

PROOF = Path(__file__).with_name("proof.py")
PYTHON = "/usr/bin/python3"
MINUTES = 60
BEGIN = f"""\
mount --make-rshared / # as on a machine of its own: what systemd mounts for a unit is seen there
exec {PYTHON} /srv/proof.py
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

    def bring(self, project: Rendered) -> None:
        """Bring a project, uv, restic and all that uv needs to install it to a clean machine."""
        if not self.root.exists():
            self.run("true")
        name = project.answers["project_name"]
        for left in ("opt", "etc", "var/lib", "var/backups", "etc/systemd/system", "srv"):
            for path in (self.root / left).glob(f"{name}*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        cache = self.root / "var/cache/uv"
        install = ["uv", "sync", "--quiet", "--frozen", "--no-dev", "--no-editable"]
        environment = {
            "UV_CACHE_DIR": str(cache),
            "UV_PYTHON": PYTHON,
            "UV_PROJECT_ENVIRONMENT": str(self.folder / "venv"),
        }
        subprocess.run(install, cwd=project.root, env=clean_environment() | environment, check=True)
        shutil.copytree(project.root, self.root / "srv" / name)
        shutil.copy(PROOF, self.root / "srv/proof.py")
        for program in ("uv", "restic"):
            shutil.copy(Path(str(shutil.which(program))).resolve(), self.root / "usr/local/bin")

    def prove(self) -> dict[str, Any]:
        """Return what the proof has found out about the project."""
        return dict(json.loads(self.run(BEGIN).splitlines()[-1]))


def find_lab(folder: Path) -> Lab | None:
    """Return the machine that the environment offers; without one of its own, it is made anew."""
    command = os.environ.get("BACKSMITH_SYSTEMD_LAB", "")
    kept = os.environ.get("BACKSMITH_SYSTEMD_FOLDER", "")
    return Lab(shlex.split(command), Path(kept) if kept else folder) if command else None
