"""A template with two versions and a project of the first, as a person has it before an update."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.adversarial.case import Case, Files, write
from tests.adversarial.claims import OUTSIDE

OLD, NEW = "v1.0.0", "v2.0.0"
REPOSITORY = "repository"
SECONDS = 300
IDENTITY = {"user.name": "Ada", "user.email": "ada@example.com", "init.defaultBranch": "main"}
ANSWERS_TEMPLATE = "{{_copier_conf.answers_file}}.jinja"


@dataclass(frozen=True)
class Stage:
    """Where a case is played.

    Attributes:
        root: the folder that holds all of it.
        below: where the project lies in its repository.
        environment: what a command that is run there sees.
    """

    root: Path
    below: str
    environment: Mapping[str, str]

    @property
    def project(self) -> Path:
        """Return the project's folder, in a repository."""
        return self.root / REPOSITORY / self.below

    def copy(self, root: Path) -> "Stage":
        """Return the same stage, with the project in another folder."""
        for name in (REPOSITORY, OUTSIDE):
            if (self.root / name).exists():
                shutil.copytree(self.root / name, root / name, symlinks=True)
        return replace(self, root=root)

    def run(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as the person would, without a terminal."""
        return subprocess.run(
            words,
            cwd=cwd or self.project,
            env=self.environment,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
        )

    def must(self, *words: str, cwd: Path | None = None) -> str:
        """Run a command that has to work, and return what it said."""
        done = self.run(*words, cwd=cwd)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def commit(self, cwd: Path, message: str, *words: str) -> None:
        """Commit what lies in `cwd`; with `--force` also what git ignores."""
        self.must("git", "add", "--all", *words, cwd=cwd)
        self.must("git", "commit", "--quiet", "--allow-empty", "-m", message, cwd=cwd)


def make_stage(case: Case, root: Path) -> Stage:
    """Build the template and the project of `case` in the empty folder `root`."""
    configuration = root / "gitconfig"
    stage = Stage(root, case.below, make_environment(root, configuration))
    configure(stage, configuration, IDENTITY)
    build_template(stage, case, root / "template")
    stage.project.parent.mkdir(parents=True, exist_ok=True)
    stage.must(
        *(sys.executable, "-m", "copier", "copy", "--defaults", "--quiet", "--vcs-ref", OLD),
        *(str(root / "template"), str(stage.project)),
        cwd=root,
    )
    repository = root / REPOSITORY
    stage.must("git", "init", "--quiet", cwd=repository)
    stage.commit(repository, "Render the template")
    play(stage, case, configuration)
    return stage


def play(stage: Stage, case: Case, configuration: Path) -> None:
    """Do what the person did."""
    for edit in case.edits:
        edit(stage.project)
    stage.commit(stage.project, "Work")
    configure(stage, configuration, case.config)
    for edit in case.later:
        edit(stage.project)


def make_environment(root: Path, configuration: Path) -> dict[str, str]:
    """Return this process's environment, with a home of its own and nothing that steers git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    home = root / "home"
    home.mkdir(parents=True)
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "GIT_CONFIG_GLOBAL": str(configuration),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
    }


def configure(stage: Stage, configuration: Path, settings: Mapping[str, str]) -> None:
    """Write `settings` into the person's own git configuration."""
    for name, value in settings.items():
        stage.must("git", "config", "--file", str(configuration), name, value, cwd=Path("/"))


def build_template(stage: Stage, case: Case, folder: Path) -> None:
    """Write the template's two versions into a repository at `folder`, a tag each."""
    folder.mkdir()
    stage.must("git", "init", "--quiet", cwd=folder)
    answers: Files = {ANSWERS_TEMPLATE: "{{ _copier_answers|to_nice_yaml -}}\n"}
    head2 = case.head if case.head2 is None else case.head2
    versions = [(OLD, {**answers, **case.v1}, case.head), (NEW, case.v2, head2)]
    for tag, files, head in versions if case.has_new else versions[:1]:
        write("copier.yml", f"_subdirectory: template\n{head}")(folder)
        for path, data in files.items():
            place(folder / "template", path, data)
        stage.commit(folder, tag, "--force")
        stage.must("git", "tag", tag, cwd=folder)


def place(folder: Path, path: str, data: str | bytes | None) -> None:
    """Write one file of a template, or take it away."""
    if data is None:
        (folder / path).unlink()
        return
    write(path, data)(folder)
    if path.endswith(".sh"):
        (folder / path).chmod(0o755)
