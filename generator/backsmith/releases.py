"""Where the template comes from: the data of the installed wheel, or the checkout we run from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backsmith import __version__
from backsmith.errors import ReleaseNotFound, RenderFailed
from backsmith.say import quote

HERE = Path(__file__).resolve().parent


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


def find_release() -> Release:
    """Return the template that belongs to this program.

    Raises:
        RenderFailed: the installation is not whole.
    """
    for root in (HERE / "_data", HERE.parent.parent):
        if (root / "copier.yml").is_file():
            return Release(root)
    raise RenderFailed(
        f"The template is missing beside {HERE}.", "Install backsmith again: its wheel carries it."
    )


class History(Protocol):
    """All versions of one template, wherever it comes from."""

    @property
    def source(self) -> str:
        """Return what a project records as its source."""

    def list_versions(self) -> tuple[str, ...]:
        """Return the versions that can be had, the oldest first: `v0.1.0`."""

    def open(self, version: str) -> Release:
        """Return one version, laid out on this disk.

        Raises:
            ReleaseNotFound: there is no such version.
        """


@dataclass(frozen=True)
class OwnHistory:
    """The versions that this program carries."""

    source: str = "backsmith"

    def list_versions(self) -> tuple[str, ...]:
        """Return the versions that can be had, the oldest first."""
        return (find_release().version,)

    def open(self, version: str) -> Release:
        """Return one version, laid out on this disk."""
        if version != find_release().version:
            raise ReleaseNotFound(
                f"There is no version {quote(version)} of the template here.",
                "See what there is: backsmith releases",
            )
        return find_release()


def open_history(source: str) -> History:
    """Return the versions of the template that a project names as its source.

    Raises:
        ReleaseNotFound: it cannot be had from here.
    """
    if source == "backsmith":
        return OwnHistory()
    raise ReleaseNotFound(f"The template {quote(source)} cannot be had.", "Look at its address.")
