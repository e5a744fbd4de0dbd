"""Check one repository: its files against its template, its answers against its standard."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from backsmith.catalog import Unfamiliar
from backsmith.checking.drift import Comparison
from backsmith.checking.findings import FileState, Finding, Report, State
from backsmith.checking.ownership import Owner, Ownership, read_ownership
from backsmith.errors import BacksmithError
from backsmith.presets.checks import Level
from backsmith.project import Project, find_project
from backsmith.releases import Release, find_release, open_history
from backsmith.render import render_again
from backsmith.template import open_release

HINTS = {
    State.EDITED: "bring it back: backsmith check --heal {path}",
    State.MISSING: "bring it back: backsmith check --heal {path}",
    State.FOREIGN: "move it to a folder that is yours, or take it out",
}


def check(path: Path) -> Report:
    """Return what is found in the repository at `path`; what cannot be checked is said in it."""
    try:
        project = find_project(path)
        return _check_project(path, project)
    except BacksmithError as error:
        return Report(path, path.absolute(), error=error.message, hint=error.hint)
    except OSError as error:
        return Report(
            path,
            path.absolute(),
            error=f"The system did not let us go on: {error}.",
            hint="Look there.",
        )


def _check_project(path: Path, project: Project) -> Report:
    """Return what is found in a project."""
    files = find_drift(project)
    return Report(
        path,
        project.root,
        str(project.answers.get("project_name", project.root.name)),
        project.version,
        project.source,
        str(project.answers.get("preset", "")),
        files,
        tuple(tell_drift(files)),
    )


def find_drift(project: Project) -> tuple[FileState, ...]:
    """Return how each file of `project` stands to a fresh render of what it has recorded.

    Raises:
        BacksmithError: it cannot be rendered again.
    """
    release = open_history(project.source).open(project.version)
    with tempfile.TemporaryDirectory(prefix="backsmith-") as folder:
        render_again(project, release, Path(folder))
        ownership = find_ownership(release)
        return Comparison(project.root, Path(folder), ownership, project.answers_file).compare()


def find_ownership(release: Release) -> Ownership:
    """Return whose the files of a release are; what came before the declaration follows it, too."""
    try:
        declared = read_ownership(open_release(release).catalog)
    except Unfamiliar:
        return Ownership()
    return declared or read_ownership(open_release(find_release()).catalog) or Ownership()


def tell_drift(files: Sequence[FileState]) -> list[Finding]:
    """Return a finding for each file that has drifted."""
    return [
        Finding(
            f"drift/{file.state}",
            Level.WARNING if file.state is State.FOREIGN else Level.ERROR,
            _say(file),
            HINTS[file.state].format(path=file.path),
            file.path,
            file.line,
        )
        for file in files
        if file.state is not State.SAME
    ]


def _say(file: FileState) -> str:
    """Return what is wrong with a file, as a sentence."""
    whose = "is shared with the template" if file.owner is Owner.SHARED else "is the template's"
    if file.state is State.FOREIGN:
        return "lies in a folder of the template, which has no such file"
    return f"{whose}, and {file.detail}"
