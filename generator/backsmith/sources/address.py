"""The address of a template: what copier takes as one, without secrets or options of git."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from backsmith.errors import ReleaseNotFound
from backsmith.say import flatten, quote

SHORTCUTS = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
HOSTS = tuple(SHORTCUTS.values())  # copier adds `.git` to what lies there
SCHEMES = {"https", "http", "ssh", "git", "file"}
SCP = re.compile(r"(?:([A-Za-z0-9][\w.-]*)@)?([A-Za-z0-9][\w.-]*):(?!//|-)([^\s:][^\s]*)")
FOR_COPIER = ("git@", "git://", "git+", *SHORTCUTS, *HOSTS)  # what copier sees a repository in


@dataclass(frozen=True)
class Address:
    """Where a template can be had.

    Attributes:
        recorded: as a project records it, a name or a password taken out.
        url: as git takes it.
        is_local: whether it is a path of this machine.
    """

    recorded: str
    url: str
    is_local: bool = False

    @property
    def for_copier(self) -> str:
        """Return it in a form in which copier sees a repository."""
        if self.recorded.endswith(".git") or self.recorded.startswith(FOR_COPIER):
            return self.recorded
        return f"git+{self.url}"

    def is_same(self, other: "Address") -> bool:
        """Return whether both lead to the same repository."""
        return _reduce(self.url) == _reduce(other.url)


def read_address(text: str) -> Address:
    """Return the address that `text` is.

    Raises:
        ReleaseNotFound: it is none, or one that would steer git.
    """
    if not text or text[0] == "-" or not text.isprintable() or re.search(r"\s", text):
        raise _refuse(text, "is no address")
    prefix = "git+" if text.startswith("git+") else ""
    rest = text.removeprefix("git+")
    for short, start in SHORTCUTS.items():
        if rest.startswith(short):
            path = rest.removeprefix(short).lstrip("/")
            return _read_url(rest, start + path.removesuffix(".git") + ".git")
    if re.match(r"[A-Za-z0-9+.-]+::", rest):
        raise _refuse(text, "names a program")
    if "://" in rest:
        return _read_url(prefix, rest)
    folder = Path(rest).expanduser()
    if not prefix and folder.exists():
        return Address(rest, str(folder.resolve()), is_local=True)
    if SCP.fullmatch(rest):
        return Address(prefix + rest, rest)
    raise _refuse(text, "is neither a URL nor a folder that is there")


def _read_url(prefix: str, url: str) -> Address:
    """Return the address of a URL; `prefix` is `git+`, or a shortcut that is recorded instead."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise _refuse(url, "cannot be read") from error
    if parts.scheme not in SCHEMES:
        raise _refuse(_hide(url), f"is none of {', '.join(sorted(SCHEMES))}")
    has_host = bool(host) != (parts.scheme == "file") and not host.startswith("-")
    if parts.query or parts.fragment or not has_host or parts.path.startswith("/-"):
        raise _refuse(_hide(url), "is not one of a repository")
    user = parts.username or ""
    keeps_user = parts.scheme == "ssh" and re.fullmatch(r"[A-Za-z0-9][\w.-]*", user)
    place = (f"{user}@" if keeps_user else "") + host + port
    clean = SplitResult(parts.scheme, place, parts.path, "", "").geturl()
    if parts.scheme == "file":
        clean = f"file://{parts.path}"
    if prefix not in ("", "git+"):
        return Address(prefix, clean)
    is_known = not prefix and clean.startswith(HOSTS) and not clean.endswith(".git")
    return Address(prefix + clean, f"{clean}.git" if is_known else clean)


def _reduce(url: str) -> str:
    """Return what two addresses of one repository have in common."""
    scheme, mark, rest = url.rpartition("://")
    if not mark and (match := SCP.fullmatch(url)):
        rest = f"{match[2]}/{match[3]}"
    elif scheme in ("ssh", "git"):
        rest = rest.rpartition("@")[2]
    return rest.rstrip("/").removesuffix(".git").rstrip("/").lower()


def _hide(url: str) -> str:
    """Return a URL without whatever may be a secret in it."""
    return re.sub(r"://[^/@]*@", "://", url)


def _refuse(text: str, reason: str) -> ReleaseNotFound:
    """Return the error that refuses an address."""
    return ReleaseNotFound(
        f"The template {quote(flatten(_hide(text)))} {reason}.",
        "Give the URL of a git repository: https://github.com/ORG/NAME.git",
    )
