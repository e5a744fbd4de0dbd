"""Where the template comes from: the data of the installed wheel, or the checkout we run from."""

from dataclasses import dataclass
from pathlib import Path

from backsmith import __version__
from backsmith.errors import RenderFailed

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Release:
    """One version of the template on this disk.

    Attributes:
        root: the folder that holds `copier.yml`, `template` and `presets`.
        version: what is recorded in a project: `v0.1.0`.
        source: where it can be had again: the word `backsmith` is this program itself.
    """

    root: Path
    version: str = f"v{__version__}"
    source: str = "backsmith"

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
