"""How each file of a project stands to what its template renders for it.

Files are compared as they lie on the disk. Line ends do not count, whether a file may be run does.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.checking.findings import FileState, State
from backsmith.checking.ownership import Owner, Ownership
from backsmith.checking.reading import Disk, list_files
from backsmith.checking.sharing import find_gaps
from backsmith.errors import FileRefused, GitFailed
from backsmith.git import Git
from backsmith.plain_yaml import read_mapping
from backsmith.say import quote

MADE_AGAIN = ("__pycache__/", ".pyc")  # what running the service leaves beside its code


@dataclass(frozen=True)
class Comparison:
    """A project beside a fresh render of it.

    Attributes:
        root: the project.
        render: the folder with what the template makes of its recorded answers.
        answers_file: compared by what it says; the person may lay it out.
    """

    root: Path
    render: Path
    ownership: Ownership
    answers_file: str

    def compare(self) -> tuple[FileState, ...]:
        """Return the state of every file that is not the project's own alone."""
        disk = Disk(self.root)
        rendered = sorted(list_files(self.render))
        states = [
            self.compare_one(path, owner, disk)
            for path in rendered
            if (owner := self.ownership.find_owner(path)) is not Owner.YOURS
        ]
        return (*states, *self._find_foreign(set(rendered)))

    def compare_one(self, path: str, owner: Owner, disk: Disk | None = None) -> FileState:
        """Return the state of one file of the template."""
        place = self.render / path
        if place.is_symlink():
            return self._compare_link(path, owner, place.readlink())
        found = (disk or Disk(self.root)).read(path)
        if found.is_missing:
            return FileState(path, owner, State.MISSING, "it is not there")
        if found.content is None:
            return FileState(path, owner, State.EDITED, f"it {found.problem}")
        line, detail = self._explain(path, owner, place.read_bytes(), found.content)
        if not detail and found.is_runnable != bool(place.stat().st_mode & 0o100):
            detail = f"it may {'' if found.is_runnable else 'not '}be run"
        return FileState(path, owner, State.EDITED if detail else State.SAME, detail, line)

    def _compare_link(self, path: str, owner: Owner, aim: Path) -> FileState:
        """Return the state of a link that a template of somebody else has."""
        place = self.root / path
        if place.is_symlink() and place.readlink() == aim:
            return FileState(path, owner, State.SAME)
        if not os.path.lexists(place):
            return FileState(path, owner, State.MISSING, "it is not there")
        return FileState(path, owner, State.EDITED, f"it is no link to {aim}")

    def _explain(self, path: str, owner: Owner, wanted: bytes, found: bytes) -> tuple[int, str]:
        """Return where and how the content differs; nothing where it does not."""
        if found == wanted:
            return 0, ""
        if path == self.answers_file:
            return self._explain_answers()
        texts = decode(wanted), decode(found)
        if texts[0] is None or texts[1] is None:
            return 0, "its bytes differ"
        if owner is Owner.SHARED:
            return _explain_gaps(texts[0], texts[1], self.ownership)
        return _explain_lines(texts[0], texts[1], self.ownership)

    def _explain_answers(self) -> tuple[int, str]:
        """Return how the answers that are recorded differ from those that they lead to."""
        try:
            wanted, found = (
                read_mapping(folder / self.answers_file, "an answers file")
                for folder in (self.render, self.root)
            )
        except FileRefused as error:
            return 0, error.message
        names = [n for n in sorted({*wanted, *found}) if _differ(wanted.get(n), found.get(n))]
        return 0, f"it says something else of {', '.join(names)}" if names else ""

    def _find_foreign(self, rendered: set[str]) -> Iterator[FileState]:
        """Give what lies in the template's own folders and is not the template's."""
        present = [path for folder in self.ownership.whole for path in self._list(folder)]
        strange = [
            path
            for path in present
            if path not in rendered and not any(sign in path for sign in MADE_AGAIN)
        ]
        if not strange:
            return
        for path in self._leave_out_ignored(strange):
            if self.ownership.find_owner(path) is Owner.TEMPLATE:
                yield FileState(
                    path, Owner.TEMPLATE, State.FOREIGN, "the template has no such file"
                )

    def _list(self, folder: str) -> list[str]:
        """Return the files of one folder, if it is one that can be read."""
        try:
            linked = any((self.root / part).is_symlink() for part in _list_parts(folder))
            return [] if linked else list(list_files(self.root, folder))
        except OSError:
            return []  # each file of the template in it is told by itself

    def _leave_out_ignored(self, paths: list[str]) -> list[str]:
        """Return those of `paths` that git does not ignore, where there is a repository."""
        try:
            ignored = Git(self.root).ask(
                "check-ignore", "-z", "--stdin", data="\0".join(paths).encode(), ok=(0, 1)
            )
        except GitFailed:
            return paths
        names = set(ignored.out.decode(errors="surrogateescape").split("\0"))
        return [path for path in paths if path not in names]


def _list_parts(folder: str) -> list[str]:
    """Return a folder and those above it: `a/b` is `a` and `a/b`."""
    parts = folder.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _differ(one: Any, other: Any) -> bool:
    """Return whether two recorded values are not the same."""
    return type(one) is not type(other) or bool(one != other)


def decode(content: bytes) -> str | None:
    """Return a text with plain line ends, or nothing where it is none."""
    try:
        return None if b"\0" in content else content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _explain_gaps(wanted: str, found: str, ownership: Ownership) -> tuple[int, str]:
    """Return which of the template's lines a shared file lacks."""
    gaps = find_gaps(wanted, found, ownership)
    if not gaps:
        return 0, ""
    more = f", and {len(gaps) - 1} more" if len(gaps) > 1 else ""
    first = quote(gaps[0].text.strip())
    return gaps[0].line, f"a line of the template is missing or changed: {first}{more}"


def _explain_lines(wanted: str, found: str, ownership: Ownership) -> tuple[int, str]:
    """Return the first line that differs from the template's, and how many do."""
    ours = [ownership.settle(line) for line in wanted.split("\n")]
    theirs = [ownership.settle(line) for line in found.split("\n")]
    if ours == theirs:
        return 0, ""
    pairs = zip(ours, theirs, strict=False)
    first = next((n for n, (a, b) in enumerate(pairs, 1) if a != b), min(len(ours), len(theirs)))
    return first, f"it differs from the template from line {first} on"
