"""Render a stranger's template with what a project has recorded."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backsmith.errors import BacksmithError, QuestionsOpen, RenderFailed
from backsmith.foreign.answers import check_answers, plant, remove_planted, sign
from backsmith.foreign.child import run_child
from backsmith.foreign.settings import read_settings
from backsmith.project import Project
from backsmith.sources.address import Address, read_address
from backsmith.sources.release import Release
from backsmith.sources.store import open_store


def render_foreign(
    project: Project, release: Release, target: Path, trust: bool = False
) -> Mapping[str, Any]:
    """Write what `release` makes of a project's answers into `target`; return what it recorded.

    Raises:
        AnswerRefused: it does not take a recorded answer.
        QuestionsOpen: it asks something that has neither an answer nor a default.
        RenderFailed: copier does not render it.
    """
    address = read_address(release.source)
    answers = target / project.answers_file
    plant(answers, project.recorded)
    others = lend_answers(project, release, target)
    with open_store(address) as store:
        folder = store.folder  # others may fetch into it meanwhile, which harms no reader
    source, config = route(address, folder)
    wanted = {"source": source, "version": release.version, "target": str(target)}
    wanted |= {"word": "render", "answers_file": project.answers_file}
    extensions = read_settings(release.root).extensions
    try:
        run_child({**wanted, "trust": trust, "extensions": extensions}, config)
    except RenderFailed as error:
        raise explain_open(error) from error
    for path, content in others.items():
        if path.is_file() and path.read_bytes() == content:
            path.unlink()
    if not remove_planted(answers):
        raise RenderFailed(
            f"The template {release.version} writes no {project.answers_file}.",
            "Name the file that has its answers: --answers-file",
        )
    rendered = check_answers(answers, project.recorded, project.answers)
    sign(answers, address.recorded, release.version)
    return {name: value for name, value in rendered.items() if not name.startswith("_")}


def explain_open(error: RenderFailed) -> BacksmithError:
    """Return the error that says which question is open, where copier failed for one."""
    if match := re.search(r'Question "(\w+)" is required', error.message):
        return QuestionsOpen(
            f"{match[1]} is a question without a default, and the project has no answer to it.",
            f"Answer it: -d {match[1]}=...",
        )
    return error


def route(address: Address, store: Path) -> tuple[str, dict[str, str]]:
    """Return what copier takes as the source, and how git then comes to our clone of it.

    copier sees the address that is recorded, since templates may print it; git, our clone.
    """
    if address.is_local:
        return str(store), {}
    return address.for_copier, {f"url.{store}.insteadOf": address.url}


def lend_answers(project: Project, release: Release, target: Path) -> dict[Path, bytes]:
    """Put the project's other answers files where the template looks into them."""
    lent = {}
    for name in read_settings(release.root).data_files:
        place = project.root / name
        path = target / name
        inside = place.resolve().is_relative_to(project.root) and ".." not in Path(name).parts
        if inside and place.is_file() and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(place.read_bytes())
            lent[path] = path.read_bytes()
    return lent
