"""Lay the layers of our template: what copier would render, with Jinja and YAML alone.

`docs/decisions/0001-own-renderer.md` says why. It knows what our template uses; whatever else a
template has raises `Unfamiliar`, and `render.py` gives that template to copier.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import TemplateError

from backsmith.answers import Answers
from backsmith.catalog import Catalog, Unfamiliar
from backsmith.errors import RenderFailed
from backsmith.sandbox import Sandbox

ANSWERS_FILE = ".copier-answers.yml"
SUFFIX = ".jinja"
WILDCARDS = set("*?[]!\\ {")


@dataclass(frozen=True)
class Piece:
    """One file of a project before it is written.

    Attributes:
        path: where it comes to lie in the project.
        source: the file of the template.
        name: how Jinja finds the source; empty for a file that is copied as it stands.
    """

    path: PurePosixPath
    source: Path
    name: str


@dataclass(frozen=True)
class Plan:
    """All files of a project before they are written, and what their templates see."""

    pieces: tuple[Piece, ...]
    context: Mapping[str, Any]
    sandbox: Sandbox

    @property
    def paths(self) -> list[PurePosixPath]:
        """Return where the files come to lie."""
        return [piece.path for piece in self.pieces]


def make_plan(catalog: Catalog, sandbox: Sandbox, answers: Answers) -> Plan:
    """Return what a project of these answers consists of; nothing is written.

    Raises:
        Unfamiliar: the template uses something that only copier knows.
        RenderFailed: two layers write the same file.
    """
    subdirectory = str(catalog.settings.get("subdirectory", ""))
    walk = Walk(catalog, sandbox, make_context(catalog, answers))
    try:
        pieces = tuple(walk.find_pieces(catalog.root / subdirectory, PurePosixPath()))
    except TemplateError as error:
        raise Unfamiliar(f"a name in the template: {error}") from error
    if twice := find_twice([piece.path for piece in pieces]):
        raise RenderFailed(f"Two layers write {twice}.", "Leave it to one of them.")
    return Plan(pieces, walk.context, sandbox)


def find_twice(paths: list[PurePosixPath]) -> PurePosixPath | None:
    """Return a path that stands twice in `paths`, or nothing."""
    counts = Counter(paths)
    return next((path for path in paths if counts[path] > 1), None)


def make_context(catalog: Catalog, answers: Answers) -> dict[str, Any]:
    """Return what templates see: every value, and what is to be remembered of them."""
    remembered = {o.name: answers.values[o.name] for o in catalog.options if o.when is not False}
    return {
        **answers.values,
        "_copier_answers": {"_src_path": str(catalog.root), **remembered},
        "_copier_conf": {"answers_file": ANSWERS_FILE},
    }


class Walk:
    """One walk through a template's folders for one set of answers."""

    def __init__(self, catalog: Catalog, sandbox: Sandbox, context: Mapping[str, Any]) -> None:
        self.context = context
        self._root = catalog.root
        self._sandbox = sandbox
        self._excluded = [Exclusion(pattern) for pattern in catalog.settings["exclude"]]

    def find_pieces(self, folder: Path, target: PurePosixPath) -> Iterator[Piece]:
        """Give the files below `folder` that come to lie below `target`."""
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.is_symlink() or f"{entry.name}{SUFFIX}" in names:
                raise Unfamiliar(f"{entry.name} is a link, or a file and a template at once")
            rendered = self._render_name(entry.name.removesuffix(SUFFIX))
            if not rendered or self._is_excluded(target / rendered):
                continue
            if entry.is_dir():
                yield from self.find_pieces(Path(entry.path), target / rendered)
            elif entry.is_file():
                yield self._make_piece(Path(entry.path), target / rendered)
            else:
                raise Unfamiliar(f"{entry.name} is no regular file")

    def _make_piece(self, source: Path, path: PurePosixPath) -> Piece:
        """Return the piece that the file `source` of the template becomes."""
        is_template = source.suffix == SUFFIX
        name = source.relative_to(self._root).as_posix() if is_template else ""
        return Piece(path, source, name)

    def _render_name(self, name: str) -> str:
        """Return what one name of the template becomes; `.` stays where it is, "" is left out."""
        rendered = self._sandbox.render(name, self.context)
        if "/" in rendered or rendered == "..":
            raise Unfamiliar(f"{name} becomes {rendered}")
        return rendered

    def _is_excluded(self, path: PurePosixPath) -> bool:
        """Return whether `_exclude` keeps this path out of projects."""
        return any(exclusion.matches(path) for exclusion in self._excluded)


class Exclusion:
    """One pattern of `_exclude`: a plain name anywhere, or a plain path from the root."""

    def __init__(self, pattern: str) -> None:
        if WILDCARDS & set(pattern) or pattern.endswith("/"):
            raise Unfamiliar(f"pattern {pattern}")
        self._from_root = "/" in pattern
        self._path = PurePosixPath(pattern.lstrip("/"))

    def matches(self, path: PurePosixPath) -> bool:
        """Return whether `path` itself is meant; what lies below is never looked at."""
        return path == self._path if self._from_root else path.name == self._path.name


def lay(plan: Plan, target: Path) -> None:
    """Write every piece of `plan` below the folder `target`.

    Raises:
        Unfamiliar: a file uses something that only copier knows.
    """
    made = {target}
    for piece in plan.pieces:
        path = target / piece.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(_make_content(piece, plan))
        if piece.source.stat().st_mode & 0o111:
            path.chmod(0o755)


def find_content(plan: Plan, path: str) -> str:
    """Return what is going to stand in one file of `plan`, or nothing where there is none.

    Raises:
        Unfamiliar: the file uses something that only copier knows.
    """
    pieces = [piece for piece in plan.pieces if str(piece.path) == path]
    return _make_content(pieces[0], plan).decode() if pieces else ""


def _make_content(piece: Piece, plan: Plan) -> bytes:
    """Return what is written for one piece."""
    if not piece.name:
        return piece.source.read_bytes()
    try:
        return plan.sandbox.render_file(piece.name, plan.context).encode()
    except (TemplateError, TypeError, ValueError) as error:
        raise Unfamiliar(f"{piece.name}: {error}") from error
