"""Random cases: what a template changes, and what its user did meanwhile.

Every line that the user writes is unique (`mine 7`), and so is every binary, so that a test can
look for it afterwards wherever it may have gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.merge.scene import File

Files = dict[str, File]
IGNORED = ".env"
BINARY = b"\x89PNG\r\n\x00\x1a"
START: Files = {
    ".gitignore": ".env\n*.log\n",
    IGNORED: (b"A=1\nB=2\nC=3\n", 0o600),
    "README.md": "".join(f"readme {n}\n" for n in range(12)),
    "src/one.py": "".join(f"one {n}\n" for n in range(9)),
    "src/two.py": "".join(f"two {n}\n" for n in range(9)),
    "src/deep/three.py": "".join(f"three {n}\n" for n in range(5)),
    "small/a.py": "x = 1\n",
    "small/b.py": "x = 1\n",
    "run.sh": (b"#!/bin/sh\necho 1\necho 2\n", 0o755),
    "logo.png": BINARY + b"template" * 9,
    "uv.lock": "".join(f"lock {n}\n" for n in range(8)),
    "odd \t\"näme'": "odd 1\nodd 2\nodd 3\n",
    "-dash\nline": "dash 1\ndash 2\n",
}
# What a project's .gitattributes may say of its files.
ATTRIBUTES = [
    "uv.lock -diff\n",
    "*.py merge=ours\n",
    "*.py merge=union\n",
    "* binary\n",
    "*.md -merge\n",
    "*.py text eol=crlf\n",
    "*.md export-ignore\n* whitespace=error\n",
    "*.md filter=nothing ident\n",
]
# What its user, or the repository, may have configured.
SETTINGS = [
    ("apply.whitespace", "error"),
    ("core.autocrlf", "true"),
    ("core.autocrlf", "input"),
    ("status.showUntrackedFiles", "no"),
    ("merge.renames", "false"),
    ("merge.conflictStyle", "diff3"),
    ("merge.directoryRenames", "false"),
    ("merge.ours.driver", "true"),
    ("diff.renames", "copies"),
    ("core.quotePath", "true"),
    ("core.fileMode", "false"),
    ("core.untrackedCache", "true"),
    ("index.version", "4"),
]
FILES = sorted(START)
PLACES = ["new.py", "src/new.py", "src/deep/four.py", "moved/a.py", "src", "README.md/inner.txt"]


@dataclass(frozen=True)
class Deed:
    """One thing that is done: its kind, the path it is done to, and numbers to choose by."""

    kind: str
    path: str
    place: str
    number: int


@dataclass
class Case:
    """One case: what the template does, what the user does, and where the project lies.

    `loose` is what the user has done since the last commit.
    """

    template: list[Deed] = field(default_factory=list)
    user: list[Deed] = field(default_factory=list)
    loose: list[Deed] = field(default_factory=list)
    attributes: str = ""
    settings: list[tuple[str, str]] = field(default_factory=list)
    below: str = ""
    is_old: bool = False


def draw_deeds(kinds: list[str], most: int) -> st.SearchStrategy[list[Deed]]:
    """Give lists of deeds."""
    deed = st.builds(
        Deed,
        st.sampled_from(kinds),
        st.sampled_from(FILES),
        st.sampled_from(PLACES),
        st.integers(0, 11),
    )
    return st.lists(deed, max_size=most)


SHARED = ["edit", "edit", "edit", "add", "remove", "move", "move folder", "mode", "binary"]
LOOSE = [
    "--skip-worktree",
    "--assume-unchanged",
    "stage",
    "stage in part",
    "edit",
    "untracked",
    "line ends",
    "link",
]
CASES = st.builds(
    Case,
    template=draw_deeds([*SHARED, "attributes"], 6),
    user=draw_deeds([*SHARED, "append", "attributes", "copy line", "duplicate"], 6),
    loose=st.one_of(st.just([]), draw_deeds(LOOSE, 2)),
    attributes=st.sampled_from(["", "", "", *ATTRIBUTES]),
    settings=st.lists(st.sampled_from(SETTINGS), max_size=2),
    below=st.sampled_from(["", "", "", "services/shop"]),
    is_old=st.booleans(),
)


def apply(files: Files, deeds: list[Deed], who: str) -> Files:
    """Return what is left of `files` after some deeds of `who`: `mine` or `theirs`."""
    files = dict(files)
    for number, deed in enumerate(deeds):
        DEEDS[deed.kind](files, deed, f"{who} {number}")
    return files


def find_lines(files: Mapping[str, File], who: str) -> set[bytes]:
    """Return the lines of `files` that `who` wrote."""
    mark = f"{who} ".encode()
    return {
        line
        for file in files.values()
        for line in as_bytes(file).split(b"\n")
        if line.startswith(mark) and b"\0" not in line
    }


def find_binaries(files: Mapping[str, File], who: str) -> set[bytes]:
    """Return the binaries that `who` wrote."""
    found = (as_bytes(file) for file in files.values())
    return {data for data in found if b"\0" in data and f"{who} ".encode() in data}


def as_bytes(file: File) -> bytes:
    """Return the bytes of a file of a scene."""
    data = file[0] if isinstance(file, tuple) else file
    return data.encode() if isinstance(data, str) else data


def has_room(files: Files, path: str) -> bool:
    """Return whether a file may be put at `path`: no folder there, no file on the way."""
    on_the_way = any(path.startswith(f"{other}/") for other in files)
    return not on_the_way and not any(other.startswith(f"{path}/") for other in files)


def _change(files: Files, path: str, data: bytes) -> None:
    """Give a file other bytes, and keep its rights."""
    old = files[path]
    files[path] = (data, old[1]) if isinstance(old, tuple) else data


def _edit(files: Files, deed: Deed, line: str) -> None:
    if deed.path in files and b"\0" not in as_bytes(files[deed.path]):
        lines = as_bytes(files[deed.path]).split(b"\n")
        lines[deed.number % len(lines)] = line.encode()
        _change(files, deed.path, b"\n".join(lines))


def _append(files: Files, deed: Deed, line: str) -> None:
    if deed.path in files and b"\0" not in as_bytes(files[deed.path]):
        _change(files, deed.path, as_bytes(files[deed.path]) + line.encode() + b"\n")


def _copy_line(files: Files, deed: Deed, line: str) -> None:
    if deed.path in files and b"\0" not in as_bytes(files[deed.path]):
        lines = as_bytes(files[deed.path]).split(b"\n")
        lines[deed.number % len(lines) : 0] = [line.encode(), lines[0]]
        _change(files, deed.path, b"\n".join(lines))


def _add(files: Files, deed: Deed, line: str) -> None:
    if deed.place not in files and has_room(files, deed.place):
        files[deed.place] = f"{line}\ncommon 1\ncommon 2\n"


def _remove(files: Files, deed: Deed, line: str) -> None:
    files.pop(deed.path, None)


def _move(files: Files, deed: Deed, line: str) -> None:
    if deed.path in files and deed.path != ".gitignore" and deed.place not in files:
        file = files.pop(deed.path)
        files[deed.place if has_room(files, deed.place) else deed.path] = file


def _move_folder(files: Files, deed: Deed, line: str) -> None:
    old = ["src/", "small/", "src/deep/"][deed.number % 3]
    new = ["lib/", "src/small/", "deep/"][deed.number % 3]
    for path in [path for path in files if path.startswith(old)]:
        target = new + path[len(old) :]
        if target not in files and has_room(files, target):
            files[target] = files.pop(path)


def _mode(files: Files, deed: Deed, line: str) -> None:
    if deed.path in files:
        old = files[deed.path]
        mode = old[1] if isinstance(old, tuple) else 0o644
        files[deed.path] = (as_bytes(old), mode ^ 0o111)


def _binary(files: Files, deed: Deed, line: str) -> None:
    path = deed.path if deed.number % 2 else "logo.png"
    if path in files and path != ".gitignore":
        _change(files, path, BINARY + f"{line} ".encode() + bytes(9))


def _attributes(files: Files, deed: Deed, line: str) -> None:
    text = ATTRIBUTES[deed.number % len(ATTRIBUTES)]
    files[".gitattributes"] = as_bytes(files.get(".gitattributes", "")) + text.encode()


def _duplicate(files: Files, deed: Deed, line: str) -> None:
    if deed.path in files and deed.place not in files and has_room(files, deed.place):
        files[deed.place] = as_bytes(files[deed.path]) + line.encode() + b"\n"


DEEDS: dict[str, Callable[[Files, Deed, str], None]] = {
    "edit": _edit,
    "append": _append,
    "copy line": _copy_line,
    "add": _add,
    "remove": _remove,
    "move": _move,
    "move folder": _move_folder,
    "mode": _mode,
    "binary": _binary,
    "attributes": _attributes,
    "duplicate": _duplicate,
}
