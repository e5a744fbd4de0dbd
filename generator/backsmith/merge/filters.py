"""What git does to a file on its way from the disk into a blob, and back: line ends, LFS.

Most projects have no such rule: then blobs are the bytes of the disk, and no git runs for them.
Else all sides are cleaned by the project's own rules, as its commits have been.
"""

import os
import shutil
from collections.abc import Container, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backsmith.errors import GitFailed
from backsmith.git import Git
from backsmith.merge.disk import find_link, list_parents, read
from backsmith.merge.quarantine import Quarantine, quote_path
from backsmith.merge.repository import Repository
from backsmith.merge.shapes import Tree
from backsmith.merge.trees import parse_stages, store, store_folder

ATTRIBUTES = ".gitattributes"
OFF = {"false", "no", "off", "0", ""}
# The bits of a file are read as they are, whatever the user's disk can tell.
CONFIG = {
    "core.filemode": "true",
    "core.symlinks": "true",
    "core.safecrlf": "false",
    "advice.addEmbeddedRepo": "false",
    "core.bare": "false",
}


@dataclass(frozen=True)
class Filters:
    """The project's own rules; `is_needed` says whether it has any."""

    quarantine: Quarantine
    head: Tree
    is_needed: bool

    def store_sides(self, old: Path, new: Path, known: Container[str]) -> tuple[Tree, Tree]:
        """Keep two rendered folders in the quarantine as the project would; return their trees.

        Where a rule does not fit what the template renders (an encoding), both stay as they are.
        """
        if self.is_needed:
            with suppress(GitFailed):
                return self._clean_folder(old), self._clean_folder(new)
        stored = (store_folder(folder, self.quarantine, known) for folder in (old, new))
        return next(stored), next(stored)

    def _clean_folder(self, folder: Path) -> Tree:
        """Keep a rendered folder as `git add` would; return its tree."""
        desk = self._lay_desk("desk")
        shutil.copytree(folder, desk / self._prefix, symlinks=True, dirs_exist_ok=True)
        plain = self._store_attributes(folder)
        self._lay_attributes(desk)
        found = self._add(desk, ["-A", "."])
        return {p: e for p, e in found.items() if p.rpartition("/")[2] != ATTRIBUTES} | plain

    def store_files(self, paths: Iterable[str]) -> Tree:
        """Keep files of the project's own disk in the quarantine; return their tree."""
        root, found = self._repository.root, {}
        for path in paths:
            content = None if find_link(root, path) else read(root, path)
            if content:
                found[path] = content
        if not self.is_needed or not found:
            return {path: store(c, self.quarantine, ()) for path, c in found.items()}
        data = b"\0".join(os.fsencode(self._prefix + path) for path in found)
        words = ["--pathspec-from-file=-", "--pathspec-file-nul"]
        return self._add(self._repository.top, words, data)

    def restore(self, tree: Tree, result: Tree) -> dict[str, bytes]:
        """Return the bytes that the files of `tree` will have on the disk.

        `result` has the rules: the .gitattributes of the merged project.
        """
        if not self.is_needed or not tree:
            blobs = self.quarantine.read(entry.blob for entry in tree.values())
            return {path: blobs[entry.blob] for path, entry in tree.items()}
        rules = {path: e for path, e in result.items() if path.rpartition("/")[2] == ATTRIBUTES}
        git = self._git(self._lay_desk("stage"), "restore")
        self._lay_attributes(git.folder)
        git.ask("read-tree", "--empty")
        entries = {self._prefix + path: entry for path, entry in (rules | tree).items()}
        git.ask("update-index", "-z", "--index-info", data=write_info(entries))
        data = b"\0".join(os.fsencode(self._prefix + path) for path in tree)
        git.ask("checkout-index", "-f", "-q", "-z", "--stdin", data=data)
        return {path: read_bytes(git.folder / self._prefix / path) for path in tree}

    @property
    def _repository(self) -> Repository:
        return self.quarantine.repository

    @property
    def _prefix(self) -> str:
        return self._repository.prefix

    def _git(self, folder: Path, index: str) -> Git:
        """Return git with the project's rules and configuration, whose objects land with us."""
        objects = self.quarantine.folder / "objects"
        git = Git(folder, config={**self._repository.settings, **CONFIG})
        return git.using(
            GIT_LITERAL_PATHSPECS="1",
            GIT_DIR=self._repository.folder,
            GIT_WORK_TREE=folder,
            GIT_OBJECT_DIRECTORY=objects,
            GIT_ALTERNATE_OBJECT_DIRECTORIES=quote_objects(self._repository.objects),
            GIT_INDEX_FILE=self.quarantine.folder / f"index-{index}",
        )

    def _add(self, folder: Path, words: list[str], data: bytes = b"") -> Tree:
        """Add files to an index that starts as HEAD; return what it then has of these files."""
        git = self._git(folder, "add")
        git.ask("read-tree", self._repository.head)  # what HEAD has decides over line ends
        git.ask("add", "-f", *words, data=data)
        wanted = {os.fsdecode(part) for part in data.split(b"\0")} if data else None
        records = [r for r in git.ask("ls-files", "-s", "-z").out.split(b"\0") if r]
        found = {path: stages[0] for path, stages in parse_stages(records).items() if 0 in stages}
        return {
            path[len(self._prefix) :]: entry
            for path, entry in found.items()
            if path.startswith(self._prefix) and (wanted is None or path in wanted)
        }

    def _lay_desk(self, name: str) -> Path:
        """Return a new, empty folder."""
        desk = self.quarantine.folder / name
        shutil.rmtree(desk, ignore_errors=True)
        (desk / self._prefix).mkdir(parents=True)
        return desk

    def _lay_attributes(self, desk: Path) -> None:
        """Lay the project's own .gitattributes over a folder, those above its root as well."""
        top = self._repository.top
        above = ["", *(f"{p}/" for p in list_parents(self._prefix))]
        for path in {f"{a}{ATTRIBUTES}" for a in above}:
            if (top / path).is_file() and (desk / path).parent.is_dir():
                shutil.copyfile(top / path, desk / path)
        inside = {p: e for p, e in self.head.items() if p.rpartition("/")[2] == ATTRIBUTES}
        blobs = self.quarantine.read(entry.blob for entry in inside.values())
        for path, entry in inside.items():
            place = desk / self._prefix / path
            if place.parent.is_dir():
                place.write_bytes(blobs[entry.blob])

    def _store_attributes(self, folder: Path) -> Tree:
        """Keep the rendered .gitattributes, over which the project's will be laid."""
        found = {p.relative_to(folder).as_posix() for p in folder.rglob(ATTRIBUTES)}
        contents = {path: read(folder, path) for path in found}
        return {path: store(c, self.quarantine, ()) for path, c in contents.items() if c}


def find_filters(quarantine: Quarantine, head: Tree) -> Filters:
    """Return the project's rules, if it has any."""
    repository = quarantine.repository
    places = ["", *(f"{p}/" for p in list_parents(repository.prefix))]
    is_needed = (
        any(path.rpartition("/")[2] == ATTRIBUTES for path in head)
        or any((repository.top / f"{p}{ATTRIBUTES}").is_file() for p in places)
        or (repository.common / "info/attributes").is_file()
        or "core.attributesfile" in repository.settings
        or repository.settings.get("core.autocrlf", "").lower() not in OFF
    )
    return Filters(quarantine, head, is_needed)


def write_info(entries: Tree) -> bytes:
    """Return entries as `git update-index -z --index-info` reads them."""
    return b"".join(
        f"{entry.mode} {entry.blob}\t".encode() + os.fsencode(path) + b"\0"
        for path, entry in entries.items()
    )


def read_bytes(place: Path) -> bytes:
    """Return the bytes of a file, or the aim of a link."""
    return os.fsencode(place.readlink()) if place.is_symlink() else place.read_bytes()


def quote_objects(path: Path) -> str:
    """Return a folder as GIT_ALTERNATE_OBJECT_DIRECTORIES has it: a colon would end it."""
    raw = os.fsencode(path)
    return os.fsdecode(quote_path(path) if b":" in raw or raw.startswith(b'"') else raw)
