"""A bare clone of a template's repository, kept in the cache; it is fetched, never checked out.

`refs/seen` has the tags as the other side has them now, `refs/tags` as each was when it was first
seen: a tag that was moved since is not what anybody has looked at.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backsmith.errors import ReleaseNotFound
from backsmith.git import Git
from backsmith.say import quote
from backsmith.sources.address import Address
from backsmith.sources.clone import CONFIG, FETCH, QUIET, open_clone
from backsmith.sources.credentials import read_credentials

SECONDS = 300  # for one fetch
MOST_BYTES = 1 << 30
PROTOCOLS = {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!/-]{0,199}")
HASH = re.compile(r"(?:.+-[0-9]+-g)?[0-9a-f]{4,64}")  # as `git describe` writes it
TAGS, SEEN, HEAD = "refs/tags/", "refs/seen/", "refs/heads/head"


@dataclass(frozen=True)
class Store:
    """The clone of one address."""

    address: Address
    folder: Path

    @property
    def git(self) -> Git:
        """Return git in the clone."""
        return Git(self.folder, {**QUIET, **PROTOCOLS}, CONFIG, MOST_BYTES).using(
            GIT_DIR=self.folder
        )

    @property
    def is_filled(self) -> bool:
        """Return whether it has ever been fetched."""
        return self.find(HEAD) is not None

    def fetch(self, everything: bool = False) -> None:
        """Bring the tags and HEAD, or all branches as well, as they are at the other side.

        Raises:
            GitFailed: nobody answers, or it takes too long.
        """
        wanted = [f"+refs/tags/*:{SEEN}*", f"+HEAD:{HEAD}"]
        if everything:
            wanted.append("+refs/heads/*:refs/branches/*")
        git = self.git.using(**read_credentials()) if not self.address.is_local else self.git
        git.ask(
            *(*FETCH, "--prune"),
            *("--", self.address.url, *wanted),
            seconds=SECONDS,
        )
        self._remember()

    def _remember(self) -> None:
        """Keep the commit of each tag that is seen for the first time."""
        known = self.list_tags()
        new = [(tag, commit) for tag, commit in self.list_tags(SEEN).items() if tag not in known]
        lines = [f"create {TAGS}{tag}\0{commit}\0".encode() for tag, commit in new]
        words = ("update-ref", "-z", "--stdin")
        if self.git.ask(*words, data=b"".join(lines), ok=range(256)).code:
            for line in lines:  # `v1` is a folder of tags now, and was a tag: the others count
                self.git.ask(*words, data=line, ok=range(256))

    def list_tags(self, place: str = TAGS) -> dict[str, str]:
        """Return each tag with what it names."""
        form = f"--format=%(objectname) %(refname:strip={place.count('/')})"
        lines = self.git.read("for-each-ref", form, place).splitlines()
        return {tag: commit for commit, _, tag in (line.partition(" ") for line in lines)}

    def find(self, name: str) -> str | None:
        """Return the commit that a name or a hash leads to, or nothing."""
        return self.git.find(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )

    def find_commit(self, version: str) -> str | None:
        """Return the commit of a version as it was first seen, or nothing."""
        if not REVISION.fullmatch(version):
            raise ReleaseNotFound(f"{quote(version)} is no version.", "See: backsmith releases")
        if commit := self.find(TAGS + version):
            return commit
        return self.find(version) if HASH.fullmatch(version) else None

    def find_moved(self, version: str) -> str | None:
        """Return the commit to which the tag of a version was moved, or nothing."""
        before, now = self.find(TAGS + version), self.find(SEEN + version)
        return now if now and before != now else None

    def accept(self, version: str) -> None:
        """Take the tag of a version as it is now."""
        self.git.ask("update-ref", TAGS + version, f"{SEEN}{version}")

    def describe_head(self) -> str:
        """Return how copier names the newest commit: by a tag where there is one."""
        return self.git.read("describe", "--tags", "--always", HEAD)


@contextmanager
def open_store(address: Address) -> Iterator[Store]:
    """Give the clone of `address`, with no other run at work on it."""
    with open_clone("sources", address.url) as folder:
        yield Store(address, folder)
