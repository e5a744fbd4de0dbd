"""Put every earlier release of the template into the wheel and the source distribution."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = "releases.bundle"
PLACES = {"wheel": f"backsmith/_data/{BUNDLE}", "sdist": BUNDLE}


class ReleasesHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is not installed here
    """Makes the bundle from the history, or takes the one of a source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bundle to what is built; say so where there is no history to make it from."""
        if version == "editable":
            return  # it reads the repository itself
        self.folder = tempfile.TemporaryDirectory(prefix="backsmith-")
        bundle = Path(self.root, BUNDLE)
        if not bundle.is_file():
            bundle = Path(self.folder.name, BUNDLE)
            self.write(bundle)
        if bundle.is_file():
            build_data["force_include"][str(bundle)] = PLACES[self.target_name]

    def finalize(self, *_: Any) -> None:
        """Leave nothing behind."""
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def write(self, bundle: Path) -> None:
        """Write the releases of the repository that we stand in, if it is ours."""
        sys.path.insert(0, str(Path(self.root, "generator")))
        from backsmith.sources.bundle import write_bundle
        from backsmith.sources.mainline import find_releases, is_repository, is_shallow

        root = Path(self.root)
        releases = find_releases(root) if is_repository(root) else {}
        if releases:
            write_bundle(root, releases, bundle)
        if not releases or is_shallow(root):
            names = ", ".join(releases) or "none"
            self.app.display_warning(
                f"Earlier releases in this build: {names}. A full clone has all of them."
            )
