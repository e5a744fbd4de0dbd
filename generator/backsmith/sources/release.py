"""One version of a template on this disk, and what a history of versions can be asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backsmith import __version__


@dataclass(frozen=True)
class Release:
    """One version of the template on this disk.

    Attributes:
        root: the folder that holds `copier.yml`, `template` and `presets`.
        version: what is recorded in a project: `v0.1.0`.
        source: where it can be had again: the word `backsmith` is this program itself.
        commit: the commit of the template's repository, where it came from one.
    """

    root: Path
    version: str = f"v{__version__}"
    source: str = "backsmith"
    commit: str = ""

    @property
    def presets(self) -> Path:
        """Return the folder of the built-in presets."""
        return self.root / "presets"


class History(Protocol):
    """All versions of one template, wherever it comes from."""

    @property
    def source(self) -> str:
        """Return what a project records as its source."""

    @property
    def note(self) -> str:
        """Return what is to be said of versions that cannot be had, or nothing."""

    @property
    def newest(self) -> str:
        """Return the version to which a project is updated that names none."""

    def list_versions(self) -> tuple[str, ...]:
        """Return the versions that can be had, the oldest first: `v0.1.0`."""

    def open(self, version: str) -> Release:
        """Return one version, laid out on this disk.

        Raises:
            ReleaseNotFound: there is no such version.
            SourceUntrusted: its tag names another commit than it did.
        """
