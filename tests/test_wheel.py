"""The wheel carries everything: installed alone, it makes the same project with no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, list_files

UV = shutil.which("uv")
needs_uv = pytest.mark.skipif(UV is None, reason="uv is not on the path: it builds and installs")
NEW = ["new", "shop-api", "--defaults", "--no-git", "--no-lock"]


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that has to end well, outside this environment."""
    kept = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=kept, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the built wheel and nothing of this checkout."""
    place = tmp_path_factory.mktemp("wheel")
    run("uv", "build", "--quiet", "--out-dir", place, folder=ROOT)
    run("uv", "venv", "--quiet", "--python", sys.executable, place / "venv", folder=place)
    (wheel,) = place.glob("*.whl")
    python = place / "venv/bin/python"
    run("uv", "pip", "install", "--quiet", "--python", python, wheel, folder=place)
    return place / "venv/bin"


def find_isolation() -> list[str]:
    """Return the words that run a command without a network, where this machine has them."""
    words = ["unshare", "--map-root-user", "--net"]
    done = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if done.returncode == 0 else []


@needs_uv
def test_the_installed_command_makes_the_same_project_without_a_network(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "theirs").mkdir()

    run(*find_isolation(), installed / "backsmith", *NEW, folder=tmp_path / "theirs")
    run(sys.executable, "-m", "backsmith", *NEW, folder=tmp_path / "ours")

    assert list_files(tmp_path / "theirs") == list_files(tmp_path / "ours")


@needs_uv
def test_the_installed_command_knows_the_built_in_presets(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "backsmith", "presets", folder=tmp_path)

    assert [line.split()[0] for line in done.stdout.splitlines()] == ["quickstart", "startup"]


@needs_uv
def test_no_part_of_a_checkout_that_is_not_needed_is_in_the_wheel(installed: Path) -> None:
    (package,) = installed.parent.glob("lib/python*/site-packages/backsmith")
    names = {path.name for path in package.rglob("*")}

    assert not names & {"benchmarks", "__pycache__", ".mypy_cache", ".ruff_cache", "uv.lock"}
    assert {path.name for path in (package / "_data").iterdir()} == {
        "copier.yml", "presets", "releases.bundle", "template",
    }  # fmt: skip
