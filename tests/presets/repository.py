"""A git repository with presets in it, as another team would have one."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.presets.files import write


@dataclass(frozen=True)
class Repository:
    """A repository on this disk; its address begins with `git+file`."""

    folder: Path

    def git(self, *words: str) -> str:
        """Run git there, and return what it says."""
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=True, timeout=30
        )
        return done.stdout.strip()

    def commit(self, name: str, text: str, tag: str = "") -> str:
        """Write a preset, commit it, tag it where a tag is given, and return the commit."""
        write(self.folder, name, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", name)
        if tag:
            self.git("tag", "-f", "-a", "-m", tag, tag)
        return self.git("rev-parse", "HEAD")

    def address(self, name: str, ref: str) -> str:
        """Return the address of a preset at `ref`."""
        return f"git+file://{self.folder}//{name}.yml@{ref}"


def make_repository(folder: Path) -> Repository:
    """Return an empty repository in the folder, whose branch is `main`."""
    folder.mkdir(parents=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "-b", "main")
    return repository
