"""A template that is not ours, in a repository, and a project that has its answers."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from backsmith.foreign import child
from backsmith.git import Git
from backsmith.project import Project, read_project
from backsmith.releases import open_history
from backsmith.render import render_again
from tests.sources.repositories import ANSWERS, commit, start_repository

QUESTIONS = "name: {type: str, default: shop}\nsize: {type: int, default: 1}\n"


@dataclass(frozen=True)
class Foreign:
    """A template in a repository of its own.

    Attributes:
        place: where projects of it are made.
    """

    git: Git
    place: Path

    @property
    def address(self) -> str:
        """Return its URL."""
        return f"file://{self.git.folder}"

    def release(self, tag: str, questions: str = QUESTIONS, **files: str | None) -> None:
        """Commit a version of it; names are those of files, `__` for `/`."""
        named = {name.replace("__", "/"): text for name, text in files.items()}
        commit(self.git, {"copier.yml": questions, ANSWERS: "{{ _copier_answers|to_nice_yaml }}",
                          **named}, tag)  # fmt: skip

    def make_project(self, version: str, source: str | object = "", **answers: object) -> Project:
        """Return a project that has recorded these answers."""
        lines = {"_commit": version, "_src_path": source or self.address, **answers}
        root = self.place / "project"
        root.mkdir(exist_ok=True)
        text = "".join(f"{name}: {value}\n" for name, value in lines.items())
        (root / ".copier-answers.yml").write_text(text)
        return read_project(root)

    def render(self, version: str, trust: bool = False, **answers: object) -> Path:
        """Return the folder with what a version renders."""
        target = self.place / f"render-{version}"
        target.mkdir()
        release = open_history(self.address).open(version)
        render_again(self.make_project(version, **answers), release, target, trust)
        return target


@pytest.fixture
def foreign(tmp_path: Path) -> Foreign:
    """A template without a version."""
    return Foreign(start_repository(tmp_path / "template"), tmp_path)


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short limit, so that a test need not wait for the long one."""
    monkeypatch.setattr(child, "PROCESSOR_SECONDS", 4)
