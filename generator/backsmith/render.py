"""Render a template into a folder: with our own renderer where it can, else with copier.

The only module that imports copier, public names only; its exceptions end here.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from backsmith.answers import Answers
from backsmith.catalog import Catalog, Unfamiliar
from backsmith.errors import RenderFailed
from backsmith.foreign.kept import find_kept
from backsmith.foreign.rendering import render_foreign
from backsmith.foreign.wishes import check_trust
from backsmith.inspection import inspect_tree
from backsmith.lay import Plan, lay, make_plan
from backsmith.project import Project
from backsmith.releases import OWN, Release
from backsmith.sandbox import Sandbox
from backsmith.template import open_release

__all__ = ["find_kept", "find_plan", "render", "render_again"]

# A template's own repository configures neither hooks nor watchers for the git that copier runs.
QUIET_GIT = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.fsmonitor",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_CONFIG_KEY_1": "core.hooksPath",
    "GIT_CONFIG_VALUE_1": "/dev/null",
}


def find_plan(catalog: Catalog, sandbox: Sandbox, answers: Answers) -> Plan | None:
    """Return what will be written, or nothing where only copier knows."""
    try:
        return make_plan(catalog, sandbox, answers)
    except Unfamiliar:
        return None


def render(plan: Plan | None, root: Path, answers: Answers, target: Path) -> None:
    """Write the project of `answers` into the empty folder `target`, looked over.

    Raises:
        RenderFailed: the template is broken, or what it rendered is.
    """
    if not plan or not try_to_lay(plan, target):
        refuse_special_files(root)
        render_with_copier(root, answers, target)
    inspect_tree(target)


def render_again(
    project: Project, release: Release, target: Path, trust: bool = False
) -> Mapping[str, Any]:
    """Write what `release` makes of a project's recorded answers into the empty folder `target`.

    The answers that are given back are those that were rendered: what `release` asks and the
    project has not answered has its default. With `trust`, a template that is not ours may load
    code of its own into Jinja. Its tasks never run here: whoever runs them asks for trust first.

    Raises:
        AnswerRefused: a recorded answer is not one that its question takes.
        SourceUntrusted: the template wants to load code.
        RenderFailed: the template is broken, or what it rendered is.
    """
    try:
        template = open_release(release)
    except Unfamiliar:
        return _render_elsewhere(project, release, target, trust)
    answers = template.recall(project.recorded)
    plan = find_plan(template.catalog, template.sandbox, answers)
    if release.source == OWN:
        render(plan, release.root, answers, target)
    elif plan and try_to_lay(plan, target):
        inspect_tree(target)
    else:
        return _render_elsewhere(project, release, target, trust)
    return answers.values


def _render_elsewhere(
    project: Project, release: Release, target: Path, trust: bool
) -> Mapping[str, Any]:
    """Write what copier makes of a template, in a process of its own."""
    check_trust(release, project.version, trust, tasks=False)
    rendered = render_foreign(project, release, target, trust)
    inspect_tree(target, is_ours=False)
    return rendered


def try_to_lay(plan: Plan, target: Path) -> bool:
    """Write `plan` with our own renderer; return False, with `target` empty, where it cannot."""
    try:
        lay(plan, target)
    except Unfamiliar:
        shutil.rmtree(target)
        target.mkdir()
        return False
    return True


def refuse_special_files(root: Path) -> None:
    """Refuse a template with a pipe or a device in it: copier would read it for ever.

    Raises:
        RenderFailed: which one it is.
    """
    for path in root.rglob("*"):
        if not path.is_symlink() and not path.is_dir() and not path.is_file():
            raise RenderFailed(
                f"The template has {path.name}, which is no regular file.", "Take it out."
            )


def render_with_copier(root: Path, answers: Answers, target: Path) -> None:
    """Write the project of `answers` into `target` as copier renders it.

    Raises:
        RenderFailed: copier does not render this template.
    """
    from copier import Settings, run_copy
    from plumbum import local  # through which copier runs git; os.environ comes too late for it

    try:
        with local.env(**QUIET_GIT), catch_warnings(action="ignore"):
            run_copy(
                str(root),
                target,
                data={**answers.hidden, **answers.public()},
                vcs_ref="HEAD",  # of a checkout: what lies there, not its newest tag
                defaults=True,
                overwrite=True,
                quiet=True,
                settings=Settings(),
            )
    except KeyboardInterrupt:
        raise
    except Exception as error:  # copier lets through what jinja2, yaml, plumbum and pydantic raise
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RenderFailed(
            f"The template at {root} cannot be rendered: {reason}",
            "Nothing was written. BACKSMITH_DEBUG=1 shows where it failed.",
        ) from error
