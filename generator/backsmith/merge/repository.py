"""The repository that a project lies in: where, at which commit, and whether it is at rest."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backsmith.errors import ChangesInTheWay, GitFailed
from backsmith.git import Git, read_settings

STATE = "backsmith"  # our folder below the git directory
# What git itself has begun and not ended, as the files of its directory tell.
BEGUN = {
    "MERGE_HEAD": "A merge",
    "CHERRY_PICK_HEAD": "A cherry-pick",
    "REVERT_HEAD": "A revert",
    "rebase-merge": "A rebase",
    "rebase-apply": "A rebase",
    "sequencer": "A sequence of picks",
}
# How the user's git turns a file of the disk into a blob and back, and what it ignores.
SETTINGS = r"^(core\.(autocrlf|eol|attributesfile|excludesfile)|filter\..*)$"


@dataclass(frozen=True)
class Repository:
    """A work tree with at least one commit.

    Attributes:
        root: the project's folder, links resolved.
        top: the work tree's top: `root`, or a folder above it.
        folder: the git directory of this work tree (a linked one has its own).
        common: the git directory that all work trees share.
        objects: where the blobs and trees lie.
        head: the commit that is checked out.
        algorithm: `sha1` or `sha256`: what names an object.
        settings: what the user has configured about filters and ignored files.
    """

    root: Path
    top: Path
    folder: Path
    common: Path
    objects: Path
    head: str
    algorithm: str
    settings: Mapping[str, str]

    @property
    def prefix(self) -> str:
        """Return where the project lies below the top: `` or `services/shop/`."""
        path = self.root.relative_to(self.top).as_posix()
        return "" if path == "." else f"{path}/"

    @property
    def state(self) -> Path:
        """Return the folder in which journals and backups lie."""
        return self.folder / STATE

    @property
    def git(self) -> Git:
        """Return git at the top, with the user's filters and ignored files."""
        return Git(self.top, config=self.settings)


def find_repository(root: Path) -> Repository:
    """Return the repository that the project at `root` lies in.

    Raises:
        ChangesInTheWay: there is none, or it has no commit yet.
    """
    root = root.resolve()
    words = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--git-path", "objects")
    answer = Git(root).ask(
        *("rev-parse", "--path-format=absolute", *words, "--show-object-format"),
        *("HEAD^{commit}", "HEAD^{tree}"),
        ok=range(256),
    )
    lines = os.fsdecode(answer.out).splitlines()
    if len(lines) < 4:
        raise ChangesInTheWay(
            f"{root} lies in no git repository, so nothing could be brought back.",
            "Start one there: git init && git add -A && git commit -m 'Start'",
        )
    if answer.code:
        raise ChangesInTheWay(
            f"The repository at {lines[0]} has no commit yet.",
            "Make the first one: git add -A && git commit -m 'Start'",
        )
    top, folder, common, objects, algorithm, head, _ = lines
    if not root.is_relative_to(top):
        raise GitFailed(f"git puts {root} below {top}.", "Look at core.worktree: git config -l")
    return Repository(
        root, Path(top), Path(folder), Path(common), Path(objects), head, algorithm, _read(root)
    )


def check_ready(repository: Repository) -> None:
    """Refuse a repository in which git has begun something and not ended it.

    Raises:
        ChangesInTheWay: a merge, a rebase or the like is going on.
    """
    for name, what in BEGUN.items():
        if (repository.folder / name).exists():
            raise ChangesInTheWay(
                f"{what} is going on in {repository.top}.",
                "End it first, or give it up: git status says how.",
            )


def _read(root: Path) -> dict[str, str]:
    """Return the user's settings, with the places where git looks by itself."""
    found = read_settings(root, SETTINGS)
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = {
        "core.excludesfile": home / "git/ignore",
        "core.attributesfile": home / "git/attributes",
    }
    return {name: str(path) for name, path in places.items() if path.is_file()} | found
