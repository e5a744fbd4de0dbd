"""The wheel carries everything: installed alone, it makes the same project with no network."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from backsmith.git import Git
from backsmith.project import read_project
from backsmith.releases import OwnHistory
from backsmith.sources.bundle import read_bundle
from backsmith.sources.mainline import FINAL
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

    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        path.stem for path in sorted((ROOT / "presets").glob("*.yml"))
    ]


@needs_uv
def test_no_part_of_a_checkout_that_is_not_needed_is_in_the_wheel(installed: Path) -> None:
    (record,) = installed.parent.glob("lib/python*/site-packages/backsmith-*.dist-info/RECORD")
    carried = [Path(line.partition(",")[0]).parts for line in record.read_text().splitlines()]
    names = {name for path in carried for name in path}

    assert not names & {"benchmarks", "__pycache__", ".mypy_cache", ".ruff_cache", "uv.lock"}
    assert {path[2] for path in carried if path[:2] == ("backsmith", "_data")} == {
        "copier.yml", "presets", "releases.bundle", "template",
    }  # fmt: skip


@needs_uv
def test_the_installed_command_renders_an_earlier_release_without_a_network(
    installed: Path, tmp_path: Path
) -> None:
    command: list[str | Path] = [*find_isolation(), installed / "backsmith"]

    listed = json.loads(run(*command, "releases", "--json", folder=tmp_path).stdout)
    run(*command, *NEW, "--template-version", "v0.1.0", folder=tmp_path)

    assert listed["releases"][0]["version"] == "v0.1.0"
    assert listed["note"] == ""
    assert read_project(tmp_path / "shop-api").version == "v0.1.0"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Git:
    """A clone of this repository in which two more versions were released."""
    folder = tmp_path_factory.mktemp("later") / "clone"
    Git(ROOT).ask("clone", "--quiet", "--no-local", str(ROOT), str(folder))
    for version in ("97.0.0", "98.0.0", "99.0.0.dev0"):
        text = (folder / "pyproject.toml").read_text()
        (folder / "pyproject.toml").write_text(
            re.sub(r'^version = ".*"', f'version = "{version}"', text, flags=re.M)
        )
        (folder / "template/{{layer.core}}/RELEASE.md").write_text(version)
        Git(folder).ask("commit", "--quiet", "--all", "-m", version)
        Git(folder).ask("add", "--all")
        Git(folder).ask("commit", "--quiet", "--allow-empty", "-m", f"Write about {version}")
    return Git(folder)


def build(source: Path, place: Path) -> tuple[str, Path]:
    """Return what a build said, and the wheel; it goes through a source distribution."""
    done = run("uv", "build", "--out-dir", place, folder=source)
    return done.stderr, next(place.glob("*.whl"))


def read_releases(wheel: Path, folder: Path) -> list[str]:
    """Return the releases in the bundle of a wheel, or nothing."""
    with zipfile.ZipFile(wheel) as files:
        if "backsmith/_data/releases.bundle" not in files.namelist():
            return []
        return list(read_bundle(Path(files.extract("backsmith/_data/releases.bundle", folder))))


@needs_uv
@pytest.mark.slow
def test_the_wheel_of_a_full_clone_has_every_release(later: Git, tmp_path: Path) -> None:
    said, wheel = build(later.folder, tmp_path / "dist")

    ours = [version for version in OwnHistory().list_versions() if FINAL.fullmatch(version)]
    assert ours[0] == "v0.1.0"
    assert read_releases(wheel, tmp_path) == [*ours, "v97.0.0", "v98.0.0"]
    assert "Earlier releases in this build" not in said


@needs_uv
@pytest.mark.slow
def test_two_builds_give_the_same_bytes(later: Git, tmp_path: Path) -> None:
    later.ask("clone", "--quiet", "--no-local", ".", str(tmp_path / "other"))

    wheels = [build(folder, tmp_path / name)[1]
              for folder, name in ((later.folder, "one"), (tmp_path / "other", "two"))]  # fmt: skip

    assert wheels[0].read_bytes() == wheels[1].read_bytes()


@needs_uv
@pytest.mark.slow
def test_a_shallow_clone_says_which_releases_it_has(later: Git, tmp_path: Path) -> None:
    source = tmp_path / "shallow"
    later.ask("clone", "--quiet", "--depth", "3", f"file://{later.folder}", str(source))

    said, wheel = build(source, tmp_path / "dist")

    assert read_releases(wheel, tmp_path) == ["v98.0.0"]
    assert "Earlier releases in this build: v98.0.0." in said


@needs_uv
@pytest.mark.slow
def test_a_download_without_a_history_has_the_present_version_and_says_so(
    later: Git, tmp_path: Path
) -> None:
    archive = later.ask("archive", "HEAD").out
    (tmp_path / "source").mkdir()
    subprocess.run(["tar", "-x"], input=archive, cwd=tmp_path / "source", check=True)

    said, wheel = build(tmp_path / "source", tmp_path / "dist")
    run("uv", "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", folder=tmp_path)
    python = tmp_path / "venv/bin/python"
    run("uv", "pip", "install", "--quiet", "--python", python, wheel, folder=tmp_path)
    done = run(tmp_path / "venv/bin/backsmith", "releases", folder=tmp_path)

    assert read_releases(wheel, tmp_path) == []
    assert "Earlier releases in this build: none." in said
    assert done.stdout.count("(the present one)") == done.stdout.count("\nv") + 1 == 1
    assert "without its history" in done.stderr
