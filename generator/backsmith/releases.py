"""Every version of the template: the present one beside the code, the earlier ones from history."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from backsmith.errors import ReleaseNotFound, RenderFailed
from backsmith.git import Git
from backsmith.say import quote, warn
from backsmith.sources.address import read_address
from backsmith.sources.bundle import KEPT, open_bundle, read_bundle
from backsmith.sources.cache import keep
from backsmith.sources.checkout import lay_out
from backsmith.sources.mainline import find_releases, is_repository, is_shallow
from backsmith.sources.release import History, Release

__all__ = ["History", "OwnHistory", "Release", "find_release", "open_history"]

HERE = Path(__file__).resolve().parent
BUNDLE = "releases.bundle"
OWN = "backsmith"  # the source of what this program carries itself
COMPARE = "What changed since then may be asked about again. Released versions leave nothing open."


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


@dataclass(frozen=True)
class OwnHistory:
    """The versions that this program carries: in its wheel's bundle, or in its repository."""

    source: str = OWN

    @property
    def note(self) -> str:
        """Return what is to be said of versions that are missing here, or nothing."""
        return _find_shelf().note

    @property
    def newest(self) -> str:
        """Return the present version."""
        return find_release().version

    def list_versions(self) -> tuple[str, ...]:
        """Return the versions that can be had, the oldest first; the last is the present one."""
        return (*_find_shelf().commits, find_release().version)

    def open(self, version: str) -> Release:
        """Return one version, laid out on this disk.

        A version under development that is not here gives way to the release before it: to
        compare with too old a state can ask for more, and never loses anything.

        Raises:
            ReleaseNotFound: there is no such version.
        """
        present = find_release()
        if version == present.version:
            return present
        shelf = _find_shelf()
        found = version if version in shelf.commits else _find_before(version, shelf)
        if found is None:
            raise ReleaseNotFound(
                f"There is no version {quote(version)} of the template here. {shelf.note}".strip(),
                "See what there is: backsmith releases",
            )
        if found != version:
            warn(f"There is no {quote(version)} here: {found} stands in for it.", COMPARE)
        return Release(shelf.open(found), found, self.source, shelf.commits[found])


@dataclass(frozen=True)
class Shelf:
    """The earlier releases that are at hand.

    Attributes:
        place: a bundle, or the folder of a repository.
        commits: each version with its commit, the oldest first.
        note: what is missing, or nothing.
    """

    place: Path
    commits: Mapping[str, str]
    note: str = ""

    def open(self, version: str) -> Path:
        """Return the folder in which one of them is laid out."""
        return keep(f"releases/{self.commits[version]}", partial(self._lay_out, version))

    def _lay_out(self, version: str, target: Path) -> None:
        """Write the files of one version below `target`."""
        commit = self.commits[version]
        if self.place.is_dir():
            lay_out(Git(self.place), commit, target, KEPT)
            return
        with TemporaryDirectory(prefix="backsmith-") as folder:
            lay_out(open_bundle(self.place, Path(folder)), commit, target)


@cache
def _find_shelf() -> Shelf:
    """Return the earlier releases of this program: from its bundle, or from its repository."""
    root = find_release().root
    bundle = root / BUNDLE
    if bundle.is_file():
        return Shelf(bundle, read_bundle(bundle))
    if not is_repository(root):
        return Shelf(root, {}, "It was built without its history, and has the present one only.")
    note = "The clone is shallow, and has no older ones." if is_shallow(root) else ""
    return Shelf(root, find_releases(root), note)


def _find_before(version: str, shelf: Shelf) -> str | None:
    """Return the release before a version under development, or nothing for any other."""
    from packaging.version import InvalidVersion, Version

    try:
        wanted = Version(version)
    except InvalidVersion:
        return None
    before = [name for name in shelf.commits if Version(name) < wanted]
    return before[-1] if before and wanted.is_prerelease else None


def open_history(source: str, accept: bool = False) -> History:
    """Return the versions of the template that a project names as its source.

    With `accept`, a tag that was moved at the source is taken as it is now.

    Raises:
        ReleaseNotFound: it cannot be had from here.
    """
    if source == OWN:
        return OwnHistory()
    from backsmith.sources.remote import GitHistory

    return GitHistory(read_address(source), accept)
