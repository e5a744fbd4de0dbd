"""What a template says of itself beside its questions: `_tasks`, `_skip_if_exists` and the like."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backsmith.foreign.bounded import read_documents

JOINED = ("_jinja_extensions", "_skip_if_exists")  # copier joins these over several documents


@dataclass(frozen=True)
class Settings:
    """The settings of a template.

    Attributes:
        said: every setting by its name without the line in front: `tasks`.
        questions: the names of what it asks, in their order.
    """

    said: Mapping[str, Any]
    questions: tuple[str, ...] = ()

    @property
    def extensions(self) -> list[str]:
        """Return the Python modules that are loaded into Jinja."""
        return [str(name) for name in self._list("jinja_extensions")]

    @property
    def kept(self) -> list[str]:
        """Return the patterns of files that are a project's own once they are there."""
        return [str(pattern) for pattern in self._list("skip_if_exists")]

    @property
    def tasks(self) -> list[Any]:
        """Return what runs after each render, as it is written."""
        return self._list("tasks")

    @property
    def migrations(self) -> list[Any]:
        """Return what runs on the way from one version to another, as it is written."""
        return self._list("migrations")

    @property
    def data_files(self) -> list[str]:
        """Return the files of other answers that questions look into."""
        found = self.said.get("external_data")
        return [str(path) for path in found.values()] if isinstance(found, dict) else []

    @property
    def jinja(self) -> Mapping[str, Any]:
        """Return the options of Jinja."""
        found = self.said.get("envops")
        return found if isinstance(found, dict) else {}

    def _list(self, name: str) -> list[Any]:
        """Return a setting that is a list."""
        found = self.said.get(name)
        return list(found) if isinstance(found, list | tuple) else []


@cache
def read_settings(root: Path) -> Settings:
    """Return the settings of the template at `root`.

    Raises:
        RenderFailed: its questions cannot be read.
    """
    documents = read_documents(root)
    merged = {name: value for document in documents for name, value in document.items()}
    for name in JOINED:
        merged[name] = [item for document in documents for item in document.get(name) or ()]
    said = {str(name)[1:]: value for name, value in merged.items() if str(name).startswith("_")}
    return Settings(said, tuple(name for name in map(str, merged) if not name.startswith("_")))
