"""A project moves from one pipeline to another and back: what is left is what was asked for."""

from itertools import pairwise
from pathlib import Path

import pytest

from backsmith.git import Git
from tests.conftest import Command, list_files
from tests.rendered import Rendered, render
from tests.sources.repositories import start_repository

WAY = ["github", "gitlab", "none", "github"]


@pytest.mark.slow
def test_a_project_changes_its_pipeline_and_keeps_what_was_written(
    tmp_path: Path, backsmith: Command
) -> None:
    fresh = {ci: read_all(render(tmp_path / ci / "shop", {"ci": ci})) for ci in set(WAY)}
    project = render(tmp_path / "shop", {"ci": WAY[0]})
    (project.root / "Makefile").write_text(project.read("Makefile") + "\nours:\n\ttrue\n")
    git = start_repository(project.root)
    save(git)

    for before, after in pairwise(WAY):
        done = backsmith(
            "change", f"ci={after}", "--project", str(project.root), "--yes", "--no-lock"
        )
        assert done.code == 0, f"{before} to {after}: {done.talk}"
        save(git)

        now = read_all(project)
        assert now["Makefile"].endswith("\nours:\n\ttrue\n")
        now["Makefile"] = now["Makefile"].removesuffix("\nours:\n\ttrue\n")
        assert now == fresh[after]


def save(git: Git) -> None:
    """Commit everything."""
    git.ask("add", "--all")
    git.ask("commit", "--quiet", "-m", "Change")


def read_all(project: Rendered) -> dict[str, str]:
    """Return the files of a project with their texts, but for the one that records the answers."""
    names = [name for name in list_files(project.root) if not name.startswith(".git/")]
    return {name: project.read(name) for name in names if name != ".copier-answers.yml"}
