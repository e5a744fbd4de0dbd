"""What a commit and a folder hold, as git trees: path -> mode and blob."""

import os
import stat
from collections.abc import Container, Iterator
from pathlib import Path

from backsmith.git import Git
from backsmith.merge.quarantine import Quarantine
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import FILE, LINK, PROGRAM, Content, Entry, Stages, Tree


def read_head(repository: Repository) -> Tree:
    """Return what the checked-out commit has of the project."""
    name = f"{repository.head}:{repository.prefix.rstrip('/')}"
    answer = repository.git.ask("ls-tree", "-r", "-z", "--full-tree", name, ok=range(256))
    return parse_tree(answer.out) if answer.code == 0 else {}


def read_tree(git: Git, name: str) -> Tree:
    """Return what the tree `name` holds."""
    return parse_tree(git.ask("ls-tree", "-r", "-z", "--full-tree", name).out)


def parse_tree(listing: bytes) -> Tree:
    """Return what `git ls-tree -r -z` listed."""
    tree = {}
    for line in listing.split(b"\0"):
        if line:
            words, _, path = line.partition(b"\t")
            mode, _, blob = words.decode().split(" ")
            tree[os.fsdecode(path)] = Entry(mode, blob)
    return tree


def parse_stages(records: list[bytes]) -> Stages:
    """Return the conflicting paths of records `MODE ID STAGE TAB PATH`."""
    stages: Stages = {}
    for record in records:
        words, _, path = record.partition(b"\t")
        mode, blob, stage = words.decode().split(" ")
        stages.setdefault(os.fsdecode(path), {})[int(stage)] = Entry(mode, blob)
    return stages


def store_folder(folder: Path, quarantine: Quarantine, known: Container[str]) -> Tree:
    """Keep every file and link of a folder in the quarantine; return its tree.

    `known` are blobs that the project's own repository has.
    """
    return {path: store(content, quarantine, known) for path, content in walk(folder)}


def store(content: Content, quarantine: Quarantine, known: Container[str]) -> Entry:
    """Keep one file or link in the quarantine; return its entry."""
    return Entry(find_mode(content), quarantine.put(content.data, known))


def walk(folder: Path) -> Iterator[tuple[str, Content]]:
    """Give every file and link below `folder`: its path, its bytes and rights."""
    waiting = [(os.fspath(folder), "")]
    while waiting:
        place, prefix = waiting.pop()
        with os.scandir(place) as found:
            for child in found:
                path = prefix + child.name
                if child.is_symlink():
                    yield path, Content(os.fsencode(os.readlink(child.path)), 0, is_link=True)  # noqa: PTH115
                elif child.is_dir(follow_symlinks=False):
                    if child.name.lower() != ".git":  # no template brings a repository's inside
                        waiting.append((child.path, f"{path}/"))
                elif child.is_file(follow_symlinks=False):
                    mode = stat.S_IMODE(child.stat(follow_symlinks=False).st_mode)
                    yield path, Content(Path(child.path).read_bytes(), mode)


def find_mode(content: Content) -> str:
    """Return git's mode of a file or link."""
    if content.is_link:
        return LINK
    return PROGRAM if content.mode & stat.S_IXUSR else FILE


def list_folders(tree: Tree) -> set[str]:
    """Return every folder that a tree has."""
    folders: set[str] = set()
    for path in tree:
        above = path.rpartition("/")[0]
        while above and above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    return folders
