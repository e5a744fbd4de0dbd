"""Plain copier, without this program, is held to the recorded policy as well."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from backsmith.template import OpenTemplate
from tests.conftest import ROOT, list_files
from tests.presets.files import write
from tests.presets.repository import Repository

pytestmark = pytest.mark.slow
POLICY = """lock: {ci: none, deploy: compose, owner: Acme, contact: a@acme.example}
allow: {database: [sqlite, postgresql], license: [mit]}
require: {api: [rest]}
template: ">=0.1"
checks:
  - {id: odd, absent: "**/*.pem", why: "{{ 7 * 7 }} {% raw %} it's \\"so\\": #1", waivable: true}
"""
OTHERS: dict[str, Any] = {
    "ci": "github", "database": "mariadb", "license": "apache", "api": [], "owner": "Me",
    "contact": "b@evil.example", "deploy": "another",
}  # fmt: skip


def list_own_files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the files of a project, without what git notes for itself."""
    files = list_files(folder)
    return {name: file for name, file in files.items() if not name.startswith(".git/")}


def run_copier(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command `copier`, as Renovate or a person does."""
    return subprocess.run(
        [sys.executable, "-m", "copier", *words],
        cwd=folder, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The template in a repository with two versions, v1.0.0 and v2.0.0."""
    folder = tmp_path_factory.mktemp("upstream")
    for name in ("template", "presets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "copier.yml", folder)
    repository = Repository(folder)
    repository.git("init", "--quiet", "-b", "main")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", "one")
    repository.git("tag", "v1.0.0")
    (folder / "template/{{layer.core}}/NEW.md").write_text("new\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", "two")
    repository.git("tag", "v2.0.0")
    return repository


@pytest.fixture(scope="module")
def project(
    upstream: Repository, template: OpenTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Repository:
    """A project of v1.0.0 under a policy, made by plain copier from the repository."""
    folder = tmp_path_factory.mktemp("made")
    preset = template.find_preset(str(write(folder, "acme", POLICY)))
    data = {"policy": dict(preset.policy), "preset": preset.name}
    (folder / "data.yml").write_text(yaml.safe_dump(data))
    done = run_copier(
        "copy", "--defaults", "--quiet", "--vcs-ref", "v1.0.0", "--data-file", "data.yml",
        str(upstream.folder), "shop", folder=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = folder / "shop/.copier-answers.yml"  # no path is recorded; a project has a URL there
    answers.write_text(
        answers.read_text().replace("_src_path: backsmith", f"_src_path: {upstream.folder}")
    )
    made = Repository(folder / "shop")
    made.git("init", "--quiet", "-b", "main")
    made.git("add", "--all")
    made.git("commit", "--quiet", "-m", "made")
    return made


@pytest.fixture
def copy(project: Repository, tmp_path: Path) -> Repository:
    """A copy of the project for one test."""
    shutil.copytree(project.folder, tmp_path / "shop", symlinks=True)
    return Repository(tmp_path / "shop")


def test_an_update_that_keeps_the_policy_goes_through(
    project: Repository, copy: Repository
) -> None:
    done = run_copier("update", "--defaults", "--quiet", folder=copy.folder)

    assert done.returncode == 0, done.stderr
    assert (copy.folder / "NEW.md").exists()
    recorded = yaml.safe_load((copy.folder / ".copier-answers.yml").read_text())
    assert recorded["_commit"] == "v2.0.0"
    data = yaml.safe_load((project.folder.parent / "data.yml").read_text())
    assert recorded["policy"] == data["policy"]


@pytest.mark.parametrize("name", OTHERS)
def test_an_update_with_another_answer_changes_nothing(copy: Repository, name: str) -> None:
    before = list_own_files(copy.folder)

    word = f"{name}={OTHERS[name]}"
    done = run_copier("update", "--defaults", "--quiet", "-d", word, folder=copy.folder)

    assert done.returncode != 0
    assert list_own_files(copy.folder) == before


@pytest.mark.parametrize("name", OTHERS)
def test_an_update_of_answers_that_were_edited_changes_nothing(copy: Repository, name: str) -> None:
    answers = copy.folder / ".copier-answers.yml"
    recorded = yaml.safe_load(answers.read_text())
    answers.write_text(yaml.safe_dump({**recorded, name: OTHERS[name]}))
    copy.git("commit", "--quiet", "-a", "-m", "edited")
    before = list_own_files(copy.folder)

    done = run_copier("update", "--defaults", "--quiet", folder=copy.folder)

    assert done.returncode != 0
    assert list_own_files(copy.folder) == before


@pytest.mark.parametrize("name", OTHERS)
def test_a_first_copy_with_another_answer_writes_nothing(
    upstream: Repository, project: Repository, name: str, tmp_path: Path
) -> None:
    data = str(project.folder.parent / "data.yml")

    done = run_copier(
        "copy", "--defaults", "--quiet", "--data-file", data, "-d", f"{name}={OTHERS[name]}",
        str(upstream.folder), "out", folder=tmp_path,
    )  # fmt: skip

    assert done.returncode != 0
    assert not (tmp_path / "out").exists()
