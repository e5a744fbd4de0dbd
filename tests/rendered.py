"""Projects rendered for a test: the command that people use renders them, uv installs them."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSTALL_SECONDS = 600
CHECK_SECONDS = 600  # two of them run at once, on machines that are slower than ours
LEAKS = {
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
    "PYTEST_ADDOPTS",
    "PYTHONDONTWRITEBYTECODE",  # or each process compiles all that it imports
    "PYTHONPATH",
    "VIRTUAL_ENV",
}


@dataclass(frozen=True)
class Rendered:
    """A project on disk, rendered from `answers` and, where the test wants it, installed."""

    root: Path
    answers: Mapping[str, Any]
    preset: str = ""

    def run(self, *command: str, seconds: int = CHECK_SECONDS) -> subprocess.CompletedProcess[str]:
        """Run `command` in the project as its developer would, and return what it said."""
        return subprocess.run(
            command,
            cwd=self.root,
            env=clean_environment(),
            text=True,
            capture_output=True,
            timeout=seconds,
        )

    def install(self) -> None:
        """Lock and install the project's dependencies, as `make setup` does."""
        for command in (["uv", "lock", "--quiet"], ["uv", "sync", "--quiet", "--frozen"]):
            done = self.run(*command, seconds=INSTALL_SECONDS)
            assert done.returncode == 0, done.stderr

    def files(self) -> list[str]:
        """Return the paths of the rendered files, sorted."""
        return sorted(
            p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file()
        )

    def read(self, name: str) -> str:
        """Return the text of the file `name`."""
        return (self.root / name).read_text()

    def requirements(self, group: str = "") -> list[str]:
        """Return the names of the packages that the project, or one of its groups, asks for."""
        data = tomllib.loads(self.read("pyproject.toml"))
        lines = data["dependency-groups"][group] if group else data["project"]["dependencies"]
        return [line.split(">")[0].split("[")[0] for line in lines]


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what would leak into a project's own tools."""
    kept = {k: v for k, v in os.environ.items() if k not in LEAKS}
    return kept | {"UV_PYTHON": sys.executable, "NO_COLOR": "1"}


def render(folder: Path, answers: Mapping[str, Any], *flags: str, preset: str = "") -> Rendered:
    """Render a project into `folder`, which must not exist, with the `backsmith` command."""
    given = [
        part for key, value in answers.items() for part in ("-d", f"{key}={json.dumps(value)}")
    ]
    command = [
        sys.executable,
        "-m",
        "backsmith",
        "new",
        str(folder),
        "--defaults",
        "--no-git",
        "--no-lock",
        *(["--preset", preset] if preset else []),
    ]
    done = subprocess.run(
        [*command, *given, *flags], text=True, capture_output=True, timeout=CHECK_SECONDS
    )
    assert done.returncode == 0, done.stderr
    return Rendered(folder, dict(answers), preset)


def describe(answers: Mapping[str, Any], only: Sequence[str] = ()) -> str:
    """Return the answers as a short name for a test or a folder: `database-sqlite-ci-none`."""
    parts = [
        f"{key}-{'+'.join(value) if isinstance(value, list) else value}"
        for key, value in answers.items()
        if not only or key in only
    ]
    return "-".join(parts) or "default"
