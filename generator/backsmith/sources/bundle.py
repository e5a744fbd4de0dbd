"""All releases in one file: a git bundle of the template's folders, the same bytes every time.

Its commits are made up: they hold what a project is rendered from, and nothing of who wrote it.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from backsmith.git import Git

KEPT = ("copier.yml", "presets", "template")
HEAD = b"# v2 git bundle\n"
LONGEST = 100_000  # bytes of the list of releases in front of the pack
STAMP = {"GIT_AUTHOR_DATE": "@0 +0000", "GIT_COMMITTER_DATE": "@0 +0000"}


def write_bundle(root: Path, releases: Mapping[str, str], target: Path) -> None:
    """Write the `releases` of the repository at `root` (version to commit) into one file."""
    objects = Git(root).read("rev-parse", "--path-format=absolute", "--git-path", "objects")
    with tempfile.TemporaryDirectory(prefix="backsmith-") as folder:
        git = Git(Path(folder)).using(GIT_ALTERNATE_OBJECT_DIRECTORIES=objects, **STAMP)
        git.ask("init", "--quiet", "--bare")
        commits: dict[str, str] = {}
        for version, commit in releases.items():
            parent = list(commits.values())[-1:]
            commits[version] = _make_commit(git, version, commit, parent)
        target.write_bytes(_pack(git, commits))


def _make_commit(git: Git, version: str, commit: str, parent: list[str]) -> str:
    """Return a commit that holds what a project is rendered from."""
    entries = git.ask("ls-tree", "-z", commit, *KEPT).out
    tree = git.read("mktree", "-z", data=entries)
    words = [word for name in parent for word in ("-p", name)]
    return git.read("commit-tree", "-m", version, *words, tree)


def _pack(git: Git, commits: Mapping[str, str]) -> bytes:
    """Return a bundle; what another pack held is packed anew, so that the bytes stay the same."""
    wanted = "".join(f"{commit}\n" for commit in commits.values()).encode()
    pack = git.ask(
        "pack-objects", "--revs", "--stdout", "--quiet", "--threads=1",
        "--no-reuse-delta", "--no-reuse-object", data=wanted,
    ).out  # fmt: skip
    refs = "".join(f"{commit} refs/tags/{name}\n" for name, commit in commits.items())
    return HEAD + refs.encode() + b"\n" + pack


def read_bundle(path: Path) -> dict[str, str]:
    """Return the releases in a bundle in their order, each with its commit."""
    with path.open("rb") as file:
        head, _, _ = file.read(LONGEST).partition(b"\n\n")
    lines = (line.split(" refs/tags/") for line in head.decode(errors="replace").splitlines()[1:])
    return {name: commit for commit, name in lines}


def open_bundle(path: Path, folder: Path) -> Git:
    """Return a repository in the empty `folder` that has all that a bundle has."""
    git = Git(folder)
    git.ask("init", "--quiet", "--bare")
    git.ask("bundle", "unbundle", str(path))
    return git
