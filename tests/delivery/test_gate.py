"""`make ci` is green for a new project, and red for each fault that it is there to find."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.delivery.osv import open_osv
from tests.rendered import Rendered, clean_environment, render

pytestmark = pytest.mark.slow

SHELL = '"""Run what somebody says."""\n\nimport subprocess\n\nsubprocess.run("ls", shell=True)\n'
MIGRATION = '''"""Do what no database can."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Fail."""
    op.execute("SELECT no_such_column FROM notes")


def downgrade() -> None:
    """Do nothing."""
'''
GPL = """[project]
name = "copyleft"
version = "1.0"
license = "GPL-3.0-only"

[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
only-include = ["pyproject.toml"]
"""
Plant = Callable[[Rendered], None]


def write(name: str, text: str) -> Plant:
    """Return what adds a file to a project."""

    def plant(project: Rendered) -> None:
        (project.root / name).parent.mkdir(parents=True, exist_ok=True)
        (project.root / name).write_text(text)

    return plant


def replace(name: str, old: str, new: str) -> Plant:
    """Return what changes a file of a project."""

    def plant(project: Rendered) -> None:
        assert old in project.read(name)
        (project.root / name).write_text(project.read(name).replace(old, new, 1))

    return plant


def depend_on_copyleft(project: Rendered) -> None:
    """Let the project ship a package under the GPL."""
    write("vendor/copyleft/pyproject.toml", GPL)(project)
    replace("pyproject.toml", "dependencies = [\n", 'dependencies = [\n    "copyleft",\n')(project)
    source = '\n[tool.uv.sources]\ncopyleft = {path = "vendor/copyleft"}\n'
    (project.root / "pyproject.toml").write_text(project.read("pyproject.toml") + source)
    assert project.run("uv", "lock", "--quiet").returncode == 0


FAULTS: dict[str, tuple[str, Plant, str]] = {
    "a weakness": ("lint", write("src/app/core/shell.py", SHELL), "S602"),
    "a type error": (
        "types",
        write("src/app/core/wrong.py", '"""It is wrong."""\n\nCOUNT: int = "one"\n'),
        "Incompatible types in assignment",
    ),
    "a failing migration": (
        "contract",
        write("migrations/versions/0002_broken.py", MIGRATION),
        "no_such_column",
    ),
    "an unpinned action": (
        "workflows",
        replace(
            ".github/workflows/codeql.yml",
            "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
            "checkout@v7",
        ),
        "unpinned-uses",
    ),
    "a secret": ("scan", write("src/app/keys.py", 'AWS = "AKIAIOSFODNN7REALKEY"\n'), "keys.py:1"),
    "a forbidden licence": ("licences", depend_on_copyleft, "copyleft: GPL-3.0-only"),
}


@pytest.fixture(scope="module")
def osv() -> Iterator[ThreadingHTTPServer]:
    """A service that knows vulnerabilities."""
    with open_osv() as server:
        yield server


@pytest.fixture(scope="module")
def programs(osv: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the PATH: uv that asks our service, and docker that ends as SCANNED says."""
    folder = tmp_path_factory.mktemp("programs")
    address = f"http://127.0.0.1:{osv.server_port}/"
    uv = shutil.which("uv")
    texts = {
        "uv": f'[ "$1" = audit ] && exec {uv} "$@" --service-url {address}\nexec {uv} "$@"\n',
        "docker": 'case $2 in inspect) echo "9 1" ;; *) echo "docker $*" ;; esac\n'
        '[ "$1" != run ] || exit "${SCANNED:-0}"\n',
    }
    for name, text in texts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The default project, installed, and known to git."""
    project = render(tmp_path_factory.mktemp("gate") / "service", {})
    project.install()
    project.run("git", "init", "--quiet")
    return project


@pytest.fixture
def project(whole: Rendered) -> Iterator[Rendered]:
    """The same, for a fault: what is planted is gone afterwards."""
    project = whole
    project.run("git", "add", "--all")
    commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty"]
    assert project.run("git", *commit, "--no-verify", "--message", "whole").returncode == 0
    yield project
    project.run("git", "reset", "--quiet", "--hard")
    project.run("git", "clean", "--quiet", "--force", "-d")


def run_ci(project: Rendered, programs: Path, *parts: str, **more: str) -> tuple[int, str]:
    """Run `make ci` without all but `parts` of the gate; return its exit code and what it said."""
    [gate] = re.findall(r"^GATE := (.*)$", project.read("Makefile"), flags=re.M)
    others = [part for part in gate.split() if part not in parts]
    assert len(others) == len(gate.split()) - len(parts)
    project.run("git", "add", "--all")
    path = {"PATH": f"{programs}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["make", "ci", f"without={' '.join(others)}"],
        cwd=project.root,
        env=clean_environment() | path | more,
        text=True,
        capture_output=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_new_project_passes(project: Rendered, programs: Path) -> None:
    parts = {part for part, _, _ in FAULTS.values()}

    code, said = run_ci(project, programs, *parts, "audit", "sbom", "scan-image")

    assert code == 0, said[-3000:]
    assert "--fail-on high" in said
    assert '"bomFormat": "CycloneDX"' in project.read("dist/sbom.cdx.json")


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_turns_it_red(name: str, project: Rendered, programs: Path) -> None:
    part, plant, word = FAULTS[name]
    plant(project)

    code, said = run_ci(project, programs, part)

    assert code != 0
    assert word in said, said[-3000:]


def test_a_vulnerable_pin_turns_it_red(
    project: Rendered, programs: Path, osv: ThreadingHTTPServer
) -> None:
    osv.flawed = '"starlette"'  # type: ignore[attr-defined]

    code, said = run_ci(project, programs, "audit")

    osv.flawed = "nothing-that-we-use"  # type: ignore[attr-defined]
    assert code != 0
    assert "it lets everybody in" in said


def test_an_image_with_a_known_flaw_turns_it_red(project: Rendered, programs: Path) -> None:
    code, _ = run_ci(project, programs, "scan-image", SCANNED="2")

    assert code != 0


def test_one_red_part_is_enough_and_the_others_are_run_all_the_same(
    project: Rendered, programs: Path
) -> None:
    write("src/app/core/shell.py", SHELL)(project)
    shutil.rmtree(project.root / "dist", ignore_errors=True)

    code, said = run_ci(project, programs, "lint", "licences", "sbom")

    assert code != 0
    assert "S602" in said
    assert (project.root / "dist/sbom.cdx.json").exists()
