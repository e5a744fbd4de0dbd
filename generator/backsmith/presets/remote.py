"""Presets of a git repository, kept in a cache: fetched once, pinned, never checked out.

What is fetched stays inside a bare repository of ours; no hook, filter or configuration of the
other side is obeyed. The cache lies in `$XDG_CACHE_HOME/backsmith/presets`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from backsmith.errors import FileRefused, GitFailed, SourceUntrusted
from backsmith.git import Git
from backsmith.plain_yaml import MOST_BYTES
from backsmith.presets.address import COMMIT, GitAddress
from backsmith.say import quote, tell
from backsmith.sources.clone import CONFIG, FETCH, QUIET, open_clone
from backsmith.sources.credentials import read_credentials

SECONDS = 60  # for one fetch
MOST_FETCHED = 64 * 1024 * 1024  # bytes: a repository with its presets, not with all else
PROTOCOLS = {"GIT_ALLOW_PROTOCOL": "https:ssh:file"}
SOUND = {"fetch.fsckObjects": "true"}


@dataclass(frozen=True)
class Store:
    """The bare repository in which everything from one address is kept."""

    url: str
    folder: Path

    @property
    def git(self) -> Git:
        """Return git in the store."""
        variables, config = {**QUIET, **PROTOCOLS}, {**CONFIG, **SOUND}
        return Git(self.folder, variables, config, MOST_FETCHED).using(GIT_DIR=self.folder)

    @property
    def wire(self) -> Git:
        """Return git in the store, which may ask the user's credential helpers, too."""
        is_local = self.url.startswith("file:")
        return self.git if is_local else self.git.using(**read_credentials())

    def find_commit(self, name: str) -> str | None:
        """Return the commit that is kept under `name`."""
        return self.git.find("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")

    def ask_tag(self, tag: str) -> str | None:
        """Return the commit that `tag` names at the other side now.

        Raises:
            GitFailed: nobody answers.
            FileRefused: it is a branch, whose content moves.
        """
        names = [f"refs/tags/{tag}", f"refs/tags/{tag}^{{}}", f"refs/heads/{tag}"]
        said = self.wire.ask("ls-remote", "--", self.url, *names, seconds=SECONDS)
        lines = (os.fsdecode(line).split("\t") for line in said.out.splitlines())
        found = {name: commit for commit, name in lines if name in names}
        if not found:
            return None
        if set(found) == {names[2]}:
            raise FileRefused(
                f"{tag} is a branch of {self.url}: what it holds moves.",
                f"Name a tag, or the commit itself: @{found[names[2]]}",
            )
        return found.get(names[1], found[names[0]])

    def fetch(self, name: str, kept: str) -> None:
        """Bring what the other side calls `name`, and keep it under `kept`."""
        try:
            self.wire.ask(
                *(*FETCH, "--depth=1", "--force", "--", self.url, f"{name}:{kept}"),
                seconds=SECONDS,
            )
        except GitFailed as error:
            raise GitFailed(
                f"{name} of {self.url} cannot be fetched: {error.message}.",
                f"It may take {SECONDS} s and {MOST_FETCHED >> 20} MB, and must be readable here.",
            ) from error

    def read(self, commit: str, path: str) -> bytes:
        """Return the file at `path` as `commit` has it.

        Raises:
            FileRefused: there is none, it is a link, or too large.
        """
        shown = f"{path} of {self.url} at {commit[:12]}"
        lines = self.git.find_names("ls-tree", "-z", "-l", commit, "--", path)
        if len(lines) != 1:
            raise FileRefused(f"There is no {shown}.", "Look at the path behind the //.")
        mode, kind, blob, size = lines[0].partition("\t")[0].split()
        if kind != "blob" or mode == "120000":
            raise FileRefused(f"{shown} is no regular file.", "Name the file itself.")
        if int(size) > MOST_BYTES:
            raise FileRefused(f"{shown} is larger than 256 KiB.", "Give the path of a preset.")
        return self.git.ask("cat-file", "blob", blob).out


def read_file(address: GitAddress, pinned: str, ask: bool) -> tuple[str, bytes]:
    """Return the commit that `address` means, and its file there.

    Arguments:
        pinned: the commit that was recorded for it earlier, or nothing.
        ask: whether to look at the other side although the pinned commit is in the cache.

    Raises:
        SourceUntrusted: its tag means another commit than it did.
        FileRefused: it names a branch, or nothing, or no file that a preset can be.
        GitFailed: it is not in the cache, and nobody answers.
    """
    with open_clone("presets", address.url) as folder:
        store = Store(address.url, folder)
        commit = find_commit(store, address.ref, pinned, ask)
        return commit, store.read(commit, address.path)


def find_commit(store: Store, ref: str, pinned: str, ask: bool) -> str:
    """Return the commit that `ref` means; it is in the store then."""
    if COMMIT.fullmatch(ref):
        refuse_moved(store, ref, pinned, ref)
        if not store.find_commit(ref):
            store.fetch(ref, f"refs/commits/{ref}")
        return ref
    known = store.find_commit(f"refs/tags/{ref}") or ""
    if pinned and not ask and store.find_commit(pinned):
        refuse_moved(store, ref, pinned, known or pinned)
        return pinned
    commit = ask_or_remember(store, ref, known)
    refuse_moved(store, ref, pinned or known, commit)
    if not store.find_commit(f"refs/tags/{ref}"):
        store.fetch(f"refs/tags/{ref}", f"refs/tags/{ref}")
        if (fetched := store.find_commit(f"refs/tags/{ref}")) != commit:
            store.git.ask("update-ref", "-d", f"refs/tags/{ref}")
            raise FileRefused(
                f"The tag {ref} of {store.url} names {'another' if fetched else 'no'} commit.",
                "Name a tag of a commit, or the commit itself by its 40 digits.",
            )
    return commit


def ask_or_remember(store: Store, tag: str, known: str) -> str:
    """Return the commit of `tag`: what the other side says, or else what the cache has.

    Raises:
        FileRefused: there is no such tag.
        GitFailed: nobody answers, and the cache does not know it.
    """
    try:
        commit = store.ask_tag(tag)
    except GitFailed as error:
        if known:
            tell(f"{store.url} does not answer: its tag {tag} is taken as it was fetched earlier.")
            return known
        raise GitFailed(
            f"{store.url} does not answer: {error.message}.",
            "Look at its address and the network. git's own credential helpers are asked.",
        ) from error
    if commit is None:
        raise FileRefused(
            f"{store.url} has no tag {quote(tag)}.", f"See them: git ls-remote --tags {store.url}"
        )
    return commit


def refuse_moved(store: Store, ref: str, before: str, now: str) -> None:
    """Refuse a tag that names another commit than it did."""
    if before and before != now:
        raise SourceUntrusted(
            f"The tag {ref} of {store.url} was {before[:12]} and is {now[:12]} now.",
            f"Ask who moved it, and take a new tag, or the commit that you trust: @{now}",
        )
