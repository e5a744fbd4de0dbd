"""A project that was made earlier: where it lies, what was answered, and from which template."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.errors import AnswersDamaged, FileRefused, ProjectNotFound
from backsmith.plain_yaml import read_mapping
from backsmith.say import quote

ANSWERS_FILE = ".copier-answers.yml"
SOURCE, VERSION = "_src_path", "_commit"  # as copier names them


@dataclass(frozen=True)
class Project:
    """A project on this disk.

    Attributes:
        root: the folder that holds the answers file; links resolved.
        answers_file: its path below `root`.
        recorded: all that the answers file says, copier's own `_src_path` and `_commit` included.
    """

    root: Path
    answers_file: str
    recorded: Mapping[str, Any]

    @property
    def source(self) -> str:
        """Return where the template comes from: `backsmith`, or the URL of a repository."""
        return str(self.recorded[SOURCE])

    @property
    def version(self) -> str:
        """Return the version of the template that the project has: `v0.1.0`."""
        return str(self.recorded[VERSION])

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was answered, without what copier noted itself."""
        return {name: value for name, value in self.recorded.items() if not name.startswith("_")}


def find_project(start: Path, answers_file: str = ANSWERS_FILE) -> Project:
    """Return the project in whose folder `start` lies, or is.

    Raises:
        ProjectNotFound: there is no answers file there, or in a folder above.
        AnswersDamaged: it cannot be read, or does not say where its template comes from.
    """
    try:
        folder = start.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise ProjectNotFound(
            f"There is no folder {start}.", "Give the path of a project."
        ) from error
    for place in (folder, *folder.parents):
        if (place / answers_file).is_file():
            return read_project(place, answers_file)
    raise ProjectNotFound(
        f"{start} belongs to no project: no {answers_file} in it, or above it.",
        "Go to a project that was rendered from a template, or give its path.",
    )


def read_project(root: Path, answers_file: str = ANSWERS_FILE) -> Project:
    """Return the project whose answers file lies in the folder `root`.

    Raises:
        AnswersDamaged: it cannot be read, or does not say where its template comes from.
    """
    path = root / answers_file
    mend = f"Bring it back from git: git checkout -- {answers_file}"
    try:
        recorded = read_mapping(path, "an answers file")
    except FileRefused as error:
        raise AnswersDamaged(error.message, mend) from error
    for name in (SOURCE, VERSION):
        if not is_name(recorded.get(name)):
            raise AnswersDamaged(
                f"{path} has {name}: {quote(recorded.get(name))}, which names no template.", mend
            )
    return Project(root, answers_file, recorded)


def is_name(value: object) -> bool:
    """Return whether `value` can name a source or a version: a printable text, and no flag."""
    return (
        isinstance(value, str) and 0 < len(value) <= 500 and value.isprintable() and value[0] != "-"
    )
