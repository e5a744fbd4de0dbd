"""A release of our template, opened: its questions read, its sandbox ready."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from backsmith.answers import Answers, Form, fill, take_default
from backsmith.bounds import Bounds
from backsmith.catalog import Catalog, Unfamiliar, read_catalog
from backsmith.errors import FileRefused, RenderFailed
from backsmith.foreign.settings import read_settings
from backsmith.presets import NO_PRESET, Preset, explain_version, find_preset, read_policy
from backsmith.project import SOURCE, VERSION
from backsmith.releases import OWN, Release, find_release
from backsmith.sandbox import Sandbox

OURS = {"policy", "preset", "release", "source"}  # what a template of ours works out for itself


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

    def check_range(self, preset: Preset) -> None:
        """Refuse a preset that is not for this version of the template.

        Raises:
            FileRefused: for which it is.
        """
        if reason := explain_version(preset.policy, self.release.version):
            raise FileRefused(
                f"The preset {preset.name} cannot be followed: {reason}.",
                "Take a version of the template that it is for: backsmith releases",
            )

    def make_form(
        self, preset: Preset, given: dict[str, object], suggested: dict[str, object]
    ) -> Form:
        """Return the questions under the policy of `preset`."""
        hidden = preset.make_hidden(self.release.source, self.release.version)
        return Form(self.catalog, self.sandbox, given, {**suggested, **preset.answers}, hidden)

    def recall(self, recorded: Mapping[str, Any]) -> Answers:
        """Return the answers that a project has recorded; what is new has its default.

        Raises:
            AnswerRefused: a recorded answer is not one that its question takes.
        """
        return fill(self.make_recorded_form(recorded), take_default)

    def make_recorded_form(self, recorded: Mapping[str, Any]) -> Form:
        """Return the questions with what a project has recorded as settled.

        Raises:
            AnswersDamaged: the recorded policy was edited into something else.
        """
        known = {option.name: option for option in self.catalog.options}
        hidden = NO_PRESET.make_hidden(str(recorded[SOURCE]), str(recorded[VERSION]))
        if "policy" in recorded:
            hidden["policy"] = read_policy(recorded["policy"])
        if "preset" in recorded:
            hidden["preset"] = str(recorded["preset"])
        given = {
            name: value
            for name, value in recorded.items()
            if name in known and not known[name].is_hidden
        }
        return Form(self.catalog, self.sandbox, given, hidden=hidden)


def open_template() -> OpenTemplate:
    """Return the template that belongs to this program.

    Raises:
        RenderFailed: its questions cannot be read.
    """
    release = find_release()
    try:
        return open_release(release)
    except Unfamiliar as error:
        raise RenderFailed(
            f"{release.root / 'copier.yml'} cannot be read: {error}",
            "Bring it back from git, or install backsmith again.",
        ) from error


@cache
def open_release(release: Release) -> OpenTemplate:
    """Return the template at `release`.

    Raises:
        Unfamiliar: it is not one of ours: only copier can read its questions.
        RenderFailed: nobody can read them: they were made to be endless.
    """
    bounds = None  # what is ours needs none
    if release.source != OWN:
        bounds = Bounds()
        read_settings(release.root)  # within bounds, too
    catalog = read_catalog(release.root)
    if not {option.name for option in catalog.options if option.is_hidden} >= OURS:
        raise Unfamiliar("it does not record where it comes from as ours does")
    return OpenTemplate(release, catalog, Sandbox(release.root, bounds))
