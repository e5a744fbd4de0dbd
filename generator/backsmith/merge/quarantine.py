"""A throw-away repository that borrows a project's objects: nothing of it reaches the project.

It has its own configuration and attributes, so that no driver, filter or attribute of the project
decides over a merge. Objects are written as git's loose objects: one file each, named by the
digest of `KIND LENGTH NUL BODY`. Source: gitformat-loose, gitrepository-layout.
"""

import hashlib
import os
import tempfile
import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backsmith.errors import GitFailed
from backsmith.git import Git
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import FILE, Entry, Tree

PROJECT, TEMPLATE = "project", "template"  # branches: their names stand in conflict markers
# A plain merge of lines for every path, whatever the project's .gitattributes say.
ATTRIBUTES = (
    "* merge -text !eol !crlf !filter !ident !working-tree-encoding"
    " conflict-marker-size=7 !whitespace\n"
)
CONFIG = """[core]
\trepositoryformatversion = {version}
\tfilemode = true
\tsymlinks = true
\tignorecase = false
\tautocrlf = false
\tbare = {bare}
[extensions]
\tobjectformat = {algorithm}
[merge]
\tdirectoryRenames = true
\trenameLimit = 0
\tconflictStyle = merge
[diff]
\trenameLimit = 0
"""
MEMORY, ROOM = Path("/dev/shm"), 1 << 28  # noqa: S108 (the folder below it is ours alone)
PERSON = "backsmith <backsmith@localhost> 0 +0000"


@dataclass
class Quarantine:
    """The throw-away repository at `folder`.

    Attributes:
        contents: blobs that were put here, by their ids.
    """

    folder: Path
    repository: Repository
    contents: dict[str, bytes] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    @property
    def git(self) -> Git:
        """Return git in the quarantine, as a repository without a work tree."""
        return Git(self.folder).using(GIT_DIR=self.folder)

    def put(self, data: bytes, known: Container[str] = ()) -> str:
        """Keep a blob and return its id; it is written unless the project has it (`known`)."""
        name = self.name("blob", data)
        self.contents[name] = data
        if name not in known:
            self._write(name, "blob", data)
        return name

    def put_tree(self, entries: Tree) -> str:
        """Write a tree with all of its folders and return its id."""
        folders: dict[bytes, dict[bytes, tuple[str, str]]] = {b"": {}}
        for path, entry in entries.items():
            folder, _, name = os.fsencode(path).rpartition(b"/")
            folders.setdefault(folder, {})[name] = (entry.mode, entry.blob)
        for folder in list(folders):
            while folder:
                folder = folder.rpartition(b"/")[0]
                folders.setdefault(folder, {})
        for folder in sorted(folders, key=lambda f: (f.count(b"/"), bool(f)), reverse=True):
            body = b"".join(
                f"{mode.lstrip('0')} ".encode() + name + b"\0" + bytes.fromhex(blob)
                for name, (mode, blob) in sorted(folders[folder].items(), key=_sort_name)
            )
            tree = self._write(self.name("tree", body), "tree", body)
            if not folder:
                return tree
            above, _, name = folder.rpartition(b"/")
            folders[above][name] = ("40000", tree)
        raise AssertionError("a tree has a root")

    def put_commit(self, tree: str, parents: Iterable[str] = ()) -> str:
        """Write a commit of `tree` and return its id."""
        lines = [f"tree {tree}", *(f"parent {p}" for p in parents)]
        body = "\n".join([*lines, f"author {PERSON}", f"committer {PERSON}", "", "side", ""])
        return self._write(self.name("commit", body.encode()), "commit", body.encode())

    def point(self, branch: str, commit: str) -> None:
        """Let a branch name a commit."""
        (self.folder / "refs/heads" / branch).write_text(f"{commit}\n")

    def read(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return the bytes of blobs, from here or from the project, by their ids."""
        names = set(blobs)
        wanted = sorted(names - self.contents.keys())
        if wanted:
            data = "".join(f"{blob}\n" for blob in wanted).encode()
            out, at = self.git.ask("cat-file", "--batch", data=data).out, 0
            for blob in wanted:
                end = out.index(b"\n", at)
                words = out[at:end].split(b" ")
                if len(words) != 3:
                    raise GitFailed(
                        f"git has lost an object of the project: {blob}.",
                        "Look at the repository: git fsck",
                    )
                size = int(words[2])
                self.contents[blob] = out[end + 1 : end + 1 + size]
                at = end + size + 2
        return {name: self.contents[name] for name in names}

    def name(self, kind: str, body: bytes) -> str:
        """Return the id that git gives an object."""
        digest = hashlib.new(self.repository.algorithm, usedforsecurity=False)
        digest.update(f"{kind} {len(body)}\0".encode())
        digest.update(body)
        return digest.hexdigest()

    def _write(self, name: str, kind: str, body: bytes) -> str:
        """Write one loose object."""
        if name not in self.known:
            self.known.add(name)
            place = self.folder / "objects" / name[:2]
            place.mkdir(exist_ok=True)
            packed = zlib.compress(f"{kind} {len(body)}\0".encode() + body, 1)
            (place / name[2:]).write_bytes(packed)
        return name


@contextmanager
def open_scratch() -> Iterator[Path]:
    """Give an empty folder that vanishes: in memory, where there is plenty.

    A merge makes hundreds of small folders, which a disk makes at 3 ms each.
    """
    place = MEMORY if os.access(MEMORY, os.W_OK) and _has_room(MEMORY) else None
    with tempfile.TemporaryDirectory(prefix="backsmith-", dir=place) as folder:
        yield Path(folder)


def _has_room(place: Path) -> bool:
    """Return whether a scratch folder fits into the memory at `place`."""
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize >= ROOM


def open_quarantine(folder: Path, repository: Repository) -> Quarantine:
    """Make a throw-away repository in the empty folder `folder`."""
    for name in ("objects/info", "refs/heads", "info"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text(f"ref: refs/heads/{PROJECT}\n")
    version = int(repository.algorithm != "sha1")
    text = CONFIG.format(version=version, algorithm=repository.algorithm, bare="true")
    if not version:  # the extension is allowed in version 1 only
        text = text.replace("[extensions]\n\tobjectformat = sha1\n", "")
    (folder / "config").write_text(text)
    (folder / "info/attributes").write_text(ATTRIBUTES)
    (folder / "objects/info/alternates").write_bytes(quote_path(repository.objects) + b"\n")
    return Quarantine(folder, repository)


def quote_path(path: Path | str) -> bytes:
    """Return a path as git reads it from a line: in quotes, if it holds what a line cannot."""
    raw = os.fsencode(path)
    if raw.isascii() and raw.decode().isprintable() and not raw.startswith((b'"', b"#")):
        return raw
    return b'"' + b"".join(b"\\%03o" % byte for byte in raw) + b'"'


def _sort_name(item: tuple[bytes, tuple[str, str]]) -> bytes:
    """Return what git sorts a tree by: a folder's name has a slash behind it."""
    name, (mode, _) = item
    return name + b"/" if mode == "40000" else name


def as_file(blob: str) -> Entry:
    """Return the entry of a plain file."""
    return Entry(FILE, blob)
