"""Lay the files of one commit out, byte for byte: no filter runs, and no link leads away."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from backsmith.errors import ReleaseNotFound
from backsmith.git import Git
from backsmith.say import quote

MOST_FILES, MOST_BYTES = 50_000, 500_000_000
LINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True)
class Entry:
    """One file of a commit: its mode as git writes it, and the blob that it holds."""

    path: PurePosixPath
    mode: str
    blob: str


def lay_out(git: Git, commit: str, target: Path, places: tuple[str, ...] = ()) -> None:
    """Write the files of `commit`, or of some places in it, below the empty folder `target`.

    Submodules are left out: they would be had from addresses that nobody has looked at.

    Raises:
        ReleaseNotFound: a file in it must not be written anywhere.
    """
    entries = [e for e in list_entries(git, commit, places) if e.mode != SUBMODULE]
    links = [entry for entry in entries if entry.mode == LINK]
    for entry, content in zip(entries, read_blobs(git, entries), strict=True):
        path = target / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.mode == LINK:
            path.symlink_to(os.fsdecode(content))
        else:
            path.write_bytes(content)
            path.chmod(0o755 if entry.mode == "100755" else 0o644)
    for entry in links:
        if not Path(os.path.realpath(target / entry.path)).is_relative_to(target.resolve()):
            raise _refuse(entry.path, "is a link that leads out of the template")


def list_entries(git: Git, commit: str, places: tuple[str, ...] = ()) -> list[Entry]:
    """Return the files of `commit`, none of which lies where it must not."""
    listed = git.find_names("ls-tree", "-r", "-z", "--full-tree", commit, "--", *places)
    entries = [_read_entry(line) for line in listed]
    if len(entries) > MOST_FILES:
        raise ReleaseNotFound(
            f"The template has more than {MOST_FILES} files.", "Look at its address."
        )
    linked = {entry.path for entry in entries if entry.mode == LINK}
    for entry in entries:
        if any(part.lower() in (".git", "..", ".", "") for part in entry.path.parts):
            raise _refuse(entry.path, "must not be written")
        if linked & set(entry.path.parents):
            raise _refuse(entry.path, "lies below a link")
    return entries


def _read_entry(line: str) -> Entry:
    """Return the entry of one line of `git ls-tree`."""
    about, _, path = line.partition("\t")
    mode, _, blob = about.split(" ")
    if path.startswith("/"):
        raise _refuse(PurePosixPath(path), "must not be written")
    return Entry(PurePosixPath(path), mode, blob)


def read_blobs(git: Git, entries: list[Entry]) -> Iterator[bytes]:
    """Give what each entry holds, from one run of git."""
    wanted = "".join(f"{entry.blob}\n" for entry in entries).encode()
    sizes = git.read("cat-file", "--batch-check=%(objectsize)", data=wanted).split("\n")
    if sum(int(size) for size in sizes if size.isdigit()) > MOST_BYTES:
        raise ReleaseNotFound("The template holds more than 500 MB.", "Look at its address.")
    answer = memoryview(git.ask("cat-file", "--batch=%(objectsize)", data=wanted).out)
    at = 0
    for _ in entries:
        end = bytes(answer[at : at + 100]).index(b"\n") + at
        size = int(bytes(answer[at:end]))
        yield bytes(answer[end + 1 : end + 1 + size])
        at = end + size + 2


def _refuse(path: PurePosixPath, reason: str) -> ReleaseNotFound:
    """Return the error that refuses a whole template because of one file."""
    return ReleaseNotFound(
        f"The template has {quote(str(path))}, which {reason}.",
        "Nothing was written. Tell those who keep the template.",
    )
