"""The preset of an earlier project, resolved again from what was recorded of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backsmith.answers import NO_POLICY
from backsmith.catalog import Catalog
from backsmith.presets.address import BUILT_IN, read_address
from backsmith.presets.places import Commits, InGit, find_built_in
from backsmith.presets.policy import read_policy
from backsmith.presets.preset import Preset, resolve
from backsmith.sandbox import Sandbox


def resolve_recorded(
    recorded: Mapping[str, Any],
    folder: Path,
    catalog: Catalog,
    sandbox: Sandbox,
    ask: bool = False,
) -> Preset | None:
    """Return the preset that a project has recorded, resolved again, or None.

    None is for a project without a preset, and for one whose preset came from a file: its path
    was never recorded. A commit that was recorded and is in the cache is taken from there.

    Arguments:
        recorded: the answers of the project, `policy` among them.
        folder: of the built-in presets that count: those of the version that is looked at.
        ask: whether to look at the repository all the same, so that a moved tag is noticed.

    Raises:
        AnswersDamaged: the recorded policy is none.
        UnknownName, FileRefused, GitFailed, SourceUntrusted: as `find_preset` does.
    """
    origin = read_policy(recorded.get("policy", NO_POLICY)).get("origin", {})
    source = origin.get("source", "")
    commits = Commits(dict(origin.get("extends", {})), ask)
    if not source:
        return None
    if source.startswith(BUILT_IN):
        built_in = find_built_in(source.removeprefix(BUILT_IN), folder)
        return resolve(built_in, folder, catalog, sandbox, commits)
    address = read_address(source)
    if "commit" in origin:
        commits.pinned[address.pin] = origin["commit"]
    return resolve(InGit(address, commits), folder, catalog, sandbox, commits)
