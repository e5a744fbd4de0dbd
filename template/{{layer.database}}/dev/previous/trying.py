"""Bring an earlier version beside this one, and run its tests on the tables of this one."""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

PLUGIN = Path(__file__).with_name("beside")
LEFT_OUT = ("core", "commands")  # what is no feature
PYTEST = "-q -p migrate_ahead -p no:cacheprovider -p no:schemathesis -p no:hypothesispytest"


def run_tests(root: Path, commit: str) -> int:
    """Return the exit code of the tests of the features of `commit`."""
    with TemporaryDirectory(prefix="previous-") as folder:
        earlier = Path(folder)
        lay_out(root, commit, earlier)
        environment = make_environment(root)
        install(earlier, environment)
        python = earlier / ".venv" / "bin" / "python"
        how = [*PYTEST.split(), "--ignore-glob=*/test_fuzz.py", *list_tests(earlier)]
        command = [str(python), "-m", "pytest", *how]
        done = subprocess.run(command, cwd=earlier, env=environment, check=False)  # noqa: S603
        return done.returncode


def lay_out(root: Path, commit: str, folder: Path) -> None:
    """Write the files of `commit` into `folder`."""
    command = ["git", "archive", "--format=tar", commit]
    archive = subprocess.run(command, cwd=root, capture_output=True, check=True)  # noqa: S603
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")


def make_environment(root: Path) -> dict[str, str]:
    """Return the variables that have the earlier tests use the migrations in `root`."""
    ours = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTEST_ADDOPTS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    ahead = {"AHEAD_ROOT": str(root), "AHEAD_PYTHON": sys.executable}
    return {**kept, **ahead, "PYTHONPATH": str(PLUGIN)}


def install(folder: Path, environment: dict[str, str]) -> None:
    """Install what the earlier version needs: its own versions of all of it."""
    frozen = ["--frozen"] if (folder / "uv.lock").exists() else []
    command = ["uv", "sync", "--quiet", *frozen, "--python", sys.executable]
    subprocess.run(command, cwd=folder, env=environment, check=True)  # noqa: S603


def list_tests(folder: Path) -> Iterator[str]:
    """Yield the folders of tests of features: what callers can do."""
    for feature in sorted((folder / "src" / "app").iterdir()):
        tests = Path("tests") / feature.name
        if feature.name not in LEFT_OUT and (folder / tests).is_dir():
            yield str(tests)
