"""Check one repository: its files against its template, its answers against its standard."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from backsmith.catalog import Unfamiliar
from backsmith.checking.findings import Finding, Report
from backsmith.checking.likeness import find_drift, tell_drift, tell_unmanaged
from backsmith.checking.listing import Repository
from backsmith.checking.rules import run_check
from backsmith.checking.setting_aside import set_aside
from backsmith.checking.standard import Standard, find_standard
from backsmith.checking.wanted import Wanted
from backsmith.errors import BacksmithError, ProjectNotFound
from backsmith.presets import list_policy_checks
from backsmith.presets.checks import Check
from backsmith.project import Project, find_project
from backsmith.releases import open_history
from backsmith.template import open_release, open_template
from backsmith.trust import check_source


def check(path: Path, wanted: Wanted) -> Report:
    """Return what is found in the repository at `path`; what cannot be checked is said in it."""
    report = Report(path, path.absolute())
    try:
        if wanted.preset and path.is_dir() and not _is_project(path, wanted):
            return _check_any(path, wanted)
        project = find_project(path, wanted.answers_file)
        report = _describe(path, project)
        check_source(project, wanted.accept)
        return _check_project(report, project, wanted)
    except BacksmithError as error:
        return replace(report, error=error.message, hint=error.hint, code=error.exit_code)
    except OSError as error:
        reason = f"The system did not let us go on: {error}."
        return replace(report, error=reason, hint="Look at the rights on the folder.")


def _is_project(path: Path, wanted: Wanted) -> bool:
    """Return whether `path` lies in a folder that a template has rendered."""
    try:
        find_project(path, wanted.answers_file)
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


def _describe(path: Path, project: Project) -> Report:
    """Return a report that says what a project has recorded, and nothing that was found."""
    return Report(
        path,
        project.root,
        str(project.answers.get("project_name", project.root.name)),
        project.version,
        project.source,
        str(project.answers.get("preset", "")),
    )


def _check_project(report: Report, project: Project, wanted: Wanted) -> Report:
    """Return what is found in a project."""
    standard = _find_standard(project, wanted)
    files = find_drift(project, wanted, standard.checks)
    found = [
        *standard.findings,
        *tell_drift(files, standard.checks),
        *_run_checks(project.root, standard.checks),
    ]
    findings, waived = set_aside(project.root, found, standard.checks, wanted.today)
    report = replace(
        report, preset=standard.preset.name, files=files, findings=findings, waived=waived
    )
    if problem := standard.problem:
        return replace(report, error=problem.message, hint=problem.hint, code=problem.exit_code)
    return report


def find_checks(project: Project, wanted: Wanted) -> tuple[Check, ...]:
    """Return what the standard of `project` holds it to."""
    return _find_standard(project, wanted).checks


def _find_standard(project: Project, wanted: Wanted) -> Standard:
    """Return what `project` has to follow; one of another template follows what is wanted."""
    release = open_history(project.source, wanted.accept).open(project.version)
    try:
        return find_standard(project, open_release(release), wanted.preset)
    except Unfamiliar:
        return Standard(open_template().find_preset(wanted.preset), ())


def _run_checks(root: Path, checks: Iterable[Check]) -> Iterator[Finding]:
    """Give what the checks of a preset find in the folder `root`."""
    repository = Repository(root)
    for check in checks:
        yield from run_check(check, repository)
