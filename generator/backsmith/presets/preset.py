"""A preset, resolved: read with all that it extends, merged, held against the options."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from backsmith.answers import NO_POLICY, Form, fill, take_default
from backsmith.catalog import Catalog
from backsmith.errors import BacksmithError, FileRefused
from backsmith.presets.chain import read_chain
from backsmith.presets.law import unite
from backsmith.presets.places import Commits, InGit, Place, find_place
from backsmith.presets.policy import find_digest, make_policy
from backsmith.sandbox import Sandbox


@dataclass(frozen=True)
class Preset:
    """A team's standard, resolved.

    Attributes:
        answers: what is proposed in place of the template's defaults; may be changed.
        policy: what is recorded: `lock`, `allow` and `require`, which the questions obey, and,
            where they say something, `template`, `checks` and `origin`.
        files: the places of the files that it was made of, the preset's own last.
    """

    name: str
    description: str
    answers: Mapping[str, Any]
    policy: Mapping[str, Any]
    files: tuple[str, ...] = field(default=(), compare=False)

    @property
    def origin(self) -> Mapping[str, Any]:
        """Return where it comes from: `source` and `commit`, if it may be said, and `digest`."""
        found: Mapping[str, Any] = self.policy.get("origin", {})
        return found

    def make_hidden(self, source: str = "", release: str = "") -> dict[str, Any]:
        """Return the answers that nobody is asked for, under this preset."""
        return {
            "preset": self.name,
            "policy": self.policy,
            "source": source,
            "release": release,
        }


NO_PRESET = Preset("", "", {}, NO_POLICY)


def find_preset(name: str, folder: Path, catalog: Catalog, sandbox: Sandbox) -> Preset:
    """Return the built-in preset called `name`, the one in that file, or at that git address.

    Raises:
        UnknownName: there is none.
        FileRefused: it breaks the form of a preset, or contradicts itself.
        GitFailed: its repository does not answer.
        SourceUntrusted: its tag was moved.
    """
    commits = Commits()
    return resolve(find_place(name, folder, commits), folder, catalog, sandbox, commits)


def resolve(
    place: Place, folder: Path, catalog: Catalog, sandbox: Sandbox, commits: Commits
) -> Preset:
    """Return the preset at `place` with all that it extends.

    Raises:
        FileRefused: one of its files breaks the form, or they contradict each other.
    """
    documents = read_chain(place, folder, catalog, commits)
    standard = unite(documents)
    policy = make_policy(standard)
    policy["origin"] = make_origin(place, policy, commits)
    own = documents[-1]
    files = tuple(document.place for document in documents)
    preset = Preset(own.name, own.description, standard.read("answers"), policy, files)
    _check_agreement(own.place, preset, Form(catalog, sandbox, hidden=preset.make_hidden()))
    return preset


def make_origin(place: Place, policy: Mapping[str, Any], commits: Commits) -> dict[str, Any]:
    """Return where a policy comes from, as it is recorded: no path of this machine."""
    found = dict(commits.found)
    origin: dict[str, Any] = {"digest": find_digest(policy)}
    if place.source:
        origin["source"] = place.source
    if isinstance(place, InGit):
        origin["commit"] = found.pop(place.address.pin)
    if found:
        origin["extends"] = found
    return origin


def _check_agreement(place: str, preset: Preset, form: Form) -> None:
    """Refuse a preset whose own answers the questions do not take."""
    given = {**preset.answers, **preset.policy["lock"]}
    try:
        fill(replace(form, given=given), take_default)
    except BacksmithError as error:
        raise FileRefused(f"{place} contradicts itself: {error.message}", error.hint) from error
