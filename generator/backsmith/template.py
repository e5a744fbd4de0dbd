"""The template of this program, opened: what every command begins with."""

from dataclasses import dataclass

from backsmith.answers import Form
from backsmith.catalog import Catalog, Unfamiliar, read_catalog
from backsmith.errors import RenderFailed
from backsmith.presets import NO_PRESET, Preset, find_preset
from backsmith.releases import Release, find_release
from backsmith.sandbox import Sandbox


@dataclass(frozen=True)
class OpenTemplate:
    """A template with its questions read and its sandbox ready."""

    release: Release
    catalog: Catalog
    sandbox: Sandbox

    def find_preset(self, name: str | None) -> Preset:
        """Return the preset of that name or path, or the one that says nothing."""
        if not name:
            return NO_PRESET
        return find_preset(name, self.release.presets, self.catalog, self.sandbox)

    def make_form(
        self, preset: Preset, given: dict[str, object], suggested: dict[str, object]
    ) -> Form:
        """Return the questions under the policy of `preset`."""
        hidden = preset.make_hidden(self.release.source, self.release.version)
        return Form(self.catalog, self.sandbox, given, {**suggested, **preset.answers}, hidden)


def open_template() -> OpenTemplate:
    """Return the template that belongs to this program.

    Raises:
        RenderFailed: its questions cannot be read.
    """
    release = find_release()
    try:
        catalog = read_catalog(release.root)
    except Unfamiliar as error:
        raise RenderFailed(
            f"{release.root / 'copier.yml'} cannot be read: {error}",
            "Bring it back from git, or install backsmith again.",
        ) from error
    return OpenTemplate(release, catalog, Sandbox(release.root))
