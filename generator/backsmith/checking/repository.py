"""Check one repository: its files against its template, its answers against its standard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from backsmith.catalog import Unfamiliar
from backsmith.checking.findings import Finding, Report
from backsmith.checking.likeness import find_drift, tell_drift, tell_unmanaged
from backsmith.checking.listing import Repository
from backsmith.checking.rules import run_check
from backsmith.checking.setting_aside import set_aside
from backsmith.checking.standard import Standard, find_standard
from backsmith.errors import BacksmithError, ProjectNotFound
from backsmith.presets import list_policy_checks
from backsmith.presets.checks import Check
from backsmith.project import Project, find_project
from backsmith.releases import open_history
from backsmith.template import open_release, open_template


@dataclass(frozen=True)
class Wanted:
    """What a check is asked for besides the repository.

    Attributes:
        preset: the standard that it is held to, whatever it has recorded.
        today: the day on which waivers are judged.
    """

    preset: str | None = None
    today: date = field(default_factory=date.today)


def check(path: Path, wanted: Wanted) -> Report:
    """Return what is found in the repository at `path`; what cannot be checked is said in it."""
    try:
        if wanted.preset and path.is_dir() and not _is_project(path):
            return _check_any(path, wanted)
        return _check_project(path, find_project(path), wanted)
    except BacksmithError as error:
        return Report(path, path.absolute(), error=error.message, hint=error.hint)
    except OSError as error:
        reason = f"The system did not let us go on: {error}."
        return Report(path, path.absolute(), error=reason, hint="Look at the rights on the folder.")


def _is_project(path: Path) -> bool:
    """Return whether `path` lies in a folder that a template has rendered."""
    try:
        find_project(path)
    except ProjectNotFound:
        return False
    return True


def _check_any(path: Path, wanted: Wanted) -> Report:
    """Return what the checks of a preset find in a repository that nobody rendered."""
    template = open_template()
    preset = template.find_preset(wanted.preset)
    checks = list_policy_checks(preset.policy)
    root = path.resolve()
    found = [*tell_unmanaged(checks), *_run_checks(root, checks)]
    findings, waived = set_aside(root, found, checks, wanted.today)
    return Report(path, root, preset=preset.name, findings=findings, waived=waived)


def _check_project(path: Path, project: Project, wanted: Wanted) -> Report:
    """Return what is found in a project."""
    standard = _find_standard(project, wanted)
    files = find_drift(project, standard.checks)
    found = [
        *standard.findings,
        *tell_drift(files, standard.checks),
        *_run_checks(project.root, standard.checks),
    ]
    findings, waived = set_aside(project.root, found, standard.checks, wanted.today)
    problem = standard.problem
    return Report(
        path,
        project.root,
        str(project.answers.get("project_name", project.root.name)),
        project.version,
        project.source,
        standard.preset.name,
        files,
        findings,
        waived,
        *((problem.message, problem.hint) if problem else ()),
    )


def find_checks(project: Project, wanted: Wanted) -> tuple[Check, ...]:
    """Return what the standard of `project` holds it to."""
    return _find_standard(project, wanted).checks


def _find_standard(project: Project, wanted: Wanted) -> Standard:
    """Return what `project` has to follow; one of another template follows what is wanted."""
    release = open_history(project.source).open(project.version)
    try:
        return find_standard(project, open_release(release), wanted.preset)
    except Unfamiliar:
        return Standard(open_template().find_preset(wanted.preset), ())


def _run_checks(root: Path, checks: Iterable[Check]) -> Iterator[Finding]:
    """Give what the checks of a preset find in the folder `root`."""
    repository = Repository(root)
    for check in checks:
        yield from run_check(check, repository)
