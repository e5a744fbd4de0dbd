"""The form of a case: two versions of a template, what a person did between, what they claim."""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.adversarial.claims import Claim

Files = Mapping[str, str | bytes | None]
Edit = Callable[[Path], None]
MINE = "my own line"


@dataclass(frozen=True)
class Case:
    """One update that may lose work.

    Attributes:
        name: what happens, in words.
        v1: the files of the template's first version.
        v2: what its second version has anew; `None`: it is gone.
        edits: what the person does and commits.
        claims: what they may claim afterwards.
        later: what they do after their last commit.
        head: what `copier.yml` says besides.
        head2: what the second version's `copier.yml` says in its place.
        config: what the person's own git configuration says.
        data: answers that are given anew; with the same version where `v2` is empty.
        may_refuse: whether a reason in place of an update is as good.
        told: words that say what was replaced; a command that says them all has shown it.
        below: the folder of the repository in which the project lies.
    """

    name: str
    v1: Files
    v2: Files
    edits: tuple[Edit, ...]
    claims: tuple[Claim, ...]
    later: tuple[Edit, ...] = ()
    head: str = ""
    head2: str | None = None
    config: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    may_refuse: bool = False
    told: tuple[str, ...] = ()
    below: str = ""

    @property
    def has_new(self) -> bool:
        """Return whether the template has a second version at all."""
        return bool(self.v2) or self.head2 is not None


def write(path: str, data: str | bytes) -> Edit:
    """Return the edit that makes `path` read so."""

    def edit(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data.encode() if isinstance(data, str) else data)

    return edit


def append(path: str, text: str = MINE) -> Edit:
    """Return the edit that adds a line at the end of `path`."""
    return lambda root: write(path, (root / path).read_bytes() + f"{text}\n".encode())(root)


def insert(path: str, after: str, text: str = MINE) -> Edit:
    """Return the edit that adds a line after the last line that reads `after`."""

    def edit(root: Path) -> None:
        head, mark, tail = (root / path).read_bytes().rpartition(f"{after}\n".encode())
        assert mark, f"{path} has no line {after}"
        write(path, head + mark + f"{text}\n".encode() + tail)(root)

    return edit


def remove(path: str) -> Edit:
    """Return the edit that deletes `path`."""
    return lambda root: (root / path).unlink()


def move(old: str, new: str) -> Edit:
    """Return the edit that gives a file or folder another path."""

    def edit(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)

    return edit


def permit(path: str) -> Edit:
    """Return the edit that lets `path` be run."""
    return lambda root: (root / path).chmod(0o755)


def relink(path: str, target: str) -> Edit:
    """Return the edit that puts a link to `target` in the place of `path`."""

    def edit(root: Path) -> None:
        (root / path).unlink(missing_ok=True)
        (root / path).symlink_to(target)

    return edit


def git(*words: str) -> Edit:
    """Return the edit that a git command makes."""
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def edit(root: Path) -> None:
        subprocess.run(
            ["git", *who, *words], cwd=root, env=quiet, check=True, capture_output=True
        )  # fmt: skip

    return edit
