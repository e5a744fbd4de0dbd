"""Which files are the project's own once they are there: the template's `_skip_if_exists`."""

from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import normalize

from backsmith.foreign.filling import fill_texts
from backsmith.foreign.settings import read_settings
from backsmith.sources.release import Release


def find_kept(release: Release, answers: Mapping[str, Any] | None = None) -> Callable[[str], bool]:
    """Return what tells whether a file is the project's own once it is there.

    Patterns are those of git's ignore files, as copier reads them; `answers` fill in their braces.

    Raises:
        RenderFailed: a pattern cannot be filled in.
    """
    settings = read_settings(release.root)
    patterns = fill_texts(settings, settings.kept, answers or {})
    if not patterns:
        return lambda _: False
    import pathspec

    kind = "gitignore" if int(pathspec.__version__.split(".")[0]) else "gitwildmatch"
    spec = pathspec.PathSpec.from_lines(kind, (normalize("NFD", p) for p in patterns))
    return lambda path: bool(spec.match_file(path))
