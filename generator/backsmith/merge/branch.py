"""A merge elsewhere than in the work tree: plain files in a folder, or a commit on a branch."""

import os
import shutil
from pathlib import Path

from backsmith.errors import ChangesInTheWay, Unresolved
from backsmith.git import Git, read_settings
from backsmith.merge.computing import Merge
from backsmith.merge.filters import CONFIG, quote_objects, write_info
from backsmith.merge.quarantine import open_scratch
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import SUBMODULE, Tree
from backsmith.say import join


def export(merge: Merge, folder: Path) -> None:
    """Write the merged project into the empty folder `folder`, as a checkout would."""
    repository = merge.repository
    with open_scratch() as scratch:
        desk = scratch / "desk"
        desk.mkdir()
        git = _open(repository, scratch, desk)
        git.ask("read-tree", _store_tree(merge, git))
        git.ask("checkout-index", "-a", "-f", "-q")
        shutil.copytree(desk / repository.prefix, folder, symlinks=True, dirs_exist_ok=True)


def commit_branch(merge: Merge, branch: str, message: str) -> str:
    """Commit the merged tree on a new branch, and return the commit.

    Neither the work tree nor the index is touched.

    Raises:
        Unresolved: the merge has conflicts.
        ChangesInTheWay: there is such a branch, or git does not know who commits.
    """
    if merge.stages:
        raise Unresolved(
            f"A branch cannot hold conflicts: {join(merge.conflicts[:5])}.",
            "Run it without --branch, and resolve them.",
        )
    repository = merge.repository
    plain = Git(repository.top)
    ref = f"refs/heads/{branch}"
    plain.ask("check-ref-format", "--branch", branch)
    if plain.find("rev-parse", "-q", "--verify", ref):
        raise ChangesInTheWay(f"There is a branch {branch} already.", "Give another name.")
    author = _find_author(repository)
    with open_scratch() as scratch:
        git = plain.using(GIT_INDEX_FILE=scratch / "index", **author)
        tree = _store_tree(merge, git)
        data = message.encode(errors="surrogateescape")
        commit = os.fsdecode(
            git.ask("commit-tree", tree, "-p", repository.head, data=data).out
        ).strip()
    plain.ask("update-ref", ref, commit, "")
    return commit


def _open(repository: Repository, scratch: Path, desk: Path) -> Git:
    """Return git whose new objects stay in `scratch`, and whose work tree is `desk`."""
    (scratch / "objects/info").mkdir(parents=True)
    git = Git(desk, config={**repository.settings, **CONFIG})
    return git.using(
        GIT_DIR=repository.folder,
        GIT_WORK_TREE=desk,
        GIT_INDEX_FILE=scratch / "index",
        GIT_OBJECT_DIRECTORY=scratch / "objects",
        GIT_ALTERNATE_OBJECT_DIRECTORIES=quote_objects(repository.objects),
    )


def _store_tree(merge: Merge, git: Git) -> str:
    """Write the merged tree, with the rest of the repository round it; return its id."""
    repository = merge.repository
    for name in sorted({entry.blob for entry in merge.tree.values()} & merge.blobs.keys()):
        git.ask("hash-object", "-w", "--stdin", data=merge.blobs[name])
    git.ask("read-tree", repository.head)
    gone = _list_gone(repository, merge.tree, git)
    none = "0" * len(repository.head)
    info = b"".join(
        f"0 {none}\t".encode() + os.fsencode(repository.prefix + path) + b"\0" for path in gone
    )
    tree = {repository.prefix + p: e for p, e in merge.tree.items() if e.mode != SUBMODULE}
    git.ask("update-index", "-z", "--index-info", data=info + write_info(tree))
    return git.read("write-tree")


def _list_gone(repository: Repository, tree: Tree, git: Git) -> list[str]:
    """Return the paths of the project that the merged tree does not have."""
    prefix = repository.prefix
    names = git.find_names("ls-files", "-z", "--full-name")
    inside = (name[len(prefix) :] for name in names if name.startswith(prefix))
    return [path for path in inside if path not in tree]


def _find_author(repository: Repository) -> dict[str, str]:
    """Return who commits, as git's environment has it.

    Raises:
        ChangesInTheWay: the user has not told git.
    """
    found = read_settings(repository.top, r"^user\.(name|email)$")
    name = os.environ.get("GIT_AUTHOR_NAME") or found.get("user.name")
    mail = os.environ.get("GIT_AUTHOR_EMAIL") or found.get("user.email")
    if not name or not mail:
        raise ChangesInTheWay(
            "git does not know who commits.",
            "Tell it: git config user.name 'YOU'; git config user.email you@example.org",
        )
    return {
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": mail,
        "GIT_COMMITTER_NAME": os.environ.get("GIT_COMMITTER_NAME") or name,
        "GIT_COMMITTER_EMAIL": os.environ.get("GIT_COMMITTER_EMAIL") or mail,
    }
