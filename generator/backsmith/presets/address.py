"""Where a preset is said to be: a built-in name, a file, or a file of a git repository at a tag."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from backsmith.errors import FileRefused
from backsmith.presets.words import explain_path
from backsmith.say import quote

BUILT_IN = "builtin:"
FORM = "Write: git+https://HOST/REPOSITORY.git//PATH.yml@TAG, or a commit's 40 digits for TAG"
GIT = re.compile(
    r"git\+(?P<scheme>https|ssh|file)://(?P<user>[^/@]*@)?(?P<host>[^/@]*)"
    r"(?P<folder>(?:/[^/]+)+)//(?P<path>[^@]+)@(?P<ref>[^@]+)"
)
USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*@")
HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?")
FOLDER = re.compile(r"(/[A-Za-z0-9_.~+-]+)+")
REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}")
COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class GitAddress:
    """A file of a git repository at a tag or a commit: `git+https://host/repo.git//path.yml@v1`.

    Attributes:
        url: of the repository, for git: `https://host/repo.git`.
        path: of the file, from the repository's root.
        ref: a tag, or the 40 digits of a commit.
    """

    url: str
    path: str
    ref: str

    def __str__(self) -> str:
        return f"git+{self.url}//{self.path}@{self.ref}"

    @property
    def pin(self) -> str:
        """Return what a commit is recorded for: the repository at that tag."""
        return f"git+{self.url}@{self.ref}"

    @property
    def is_local(self) -> bool:
        """Return whether the repository lies on this machine."""
        return self.url.startswith("file:")

    def beside(self, name: str) -> "GitAddress":
        """Return the address of a file below the same folder."""
        return replace(self, path=str(PurePosixPath(self.path).parent / name))


def is_git(word: str) -> bool:
    """Return whether `word` is meant as the address of a repository."""
    return "://" in word or word.startswith("git+") or bool(re.match(r"[\w.-]+@[\w.-]+:", word))


def read_address(word: str) -> GitAddress:
    """Return the address that `word` says. What a password could be is never shown.

    Raises:
        FileRefused: it is none, or more than an address: a password, an option, a way out.
    """
    found = GIT.fullmatch(word)
    if "@" in word.partition("//")[2].partition("/")[0] and not word.startswith("git+ssh://"):
        raise FileRefused(
            "The address of a preset has a user or a password in it.",
            "Take it out: git reads ~/.netrc, or use git+ssh://git@HOST/...",
        )
    if not found:
        raise FileRefused(f"{quote(hide_user(word))} is no address of a preset.", FORM)
    for part, form in (("user", USER), ("host", HOST), ("folder", FOLDER), ("ref", REF)):
        text = found[part] or ""
        if not form.fullmatch(text) and not (text == "" and is_optional(part, found["scheme"])):
            raise FileRefused(f"{quote(hide_user(word))} has a wrong {NAMES[part]}.", FORM)
    check_parts(word, found)
    user = found["user"] or ""
    url = f"{found['scheme']}://{user}{found['host']}{found['folder']}"
    return GitAddress(url, found["path"], found["ref"])


NAMES = {"user": "user", "host": "host", "folder": "repository", "ref": "tag"}


def is_optional(part: str, scheme: str) -> bool:
    """Return whether an address may do without a part: a folder of this machine has no host."""
    return part == "user" or (part == "host" and scheme == "file")


def check_parts(word: str, found: re.Match[str]) -> None:
    """Refuse what git or a file system would read as something else than a name."""
    ref, shown = found["ref"], quote(hide_user(word))
    if ".." in ref or "//" in ref or ref.endswith(("/", ".", ".lock")) or "/." in ref:
        raise FileRefused(f"{shown} has a wrong tag.", FORM)
    folders = set(found["folder"].split("/"))
    if {".", ".."} & folders or (found["host"] and found["scheme"] == "file"):
        raise FileRefused(f"{shown} has a wrong repository.", FORM)
    if reason := explain_path(found["path"], endings=(".yml", ".yaml")):
        raise FileRefused(f"{shown}: {reason}.", FORM)


def hide_user(word: str) -> str:
    """Return `word` without what stands before an @, where a password may be; a tag is none."""
    return re.sub(r"[^/]*@", lambda m: m[0] if m[0].endswith((".yml@", ".yaml@")) else "", word)
