"""`backsmith update`: bring a project to another version of its template, losing nothing."""

import json
from dataclasses import dataclass
from pathlib import Path

from backsmith.catalog import Unfamiliar
from backsmith.commands.carry_out import Manner, carry_out
from backsmith.commands.move import Way
from backsmith.commands.standard import find_standard
from backsmith.commands.way import Trip, begin, read_foreign_wish, read_wish
from backsmith.merge import abort, finish, recover
from backsmith.project import ANSWERS_FILE, Project, find_project
from backsmith.releases import History, open_history
from backsmith.say import give, tell
from backsmith.template import open_release
from backsmith.trust import check_source


@dataclass(frozen=True)
class Wish:
    """What the words of the command line ask for.

    Attributes:
        folder: where the project is.
        to: the version that it is to have; nothing: the newest.
        data: answers to give anew, `name=value` each.
        preset: another standard to follow.
    """

    folder: Path
    to: str | None = None
    data: tuple[str, ...] = ()
    preset: str | None = None
    answers_file: str = ANSWERS_FILE
    accept_source: bool = False
    trust: bool = False


def update(wish: Wish, manner: Manner) -> None:
    """Bring the project to the version that is wanted."""
    project = begin(wish.folder, wish.answers_file)
    check_source(project, wish.accept_source)
    history = open_history(project.source, wish.accept_source)
    target = find_target(history, wish.to)
    if target == project.version and not (wish.data or wish.preset):
        end_early(project, target, manner)
        return
    new, old = history.open(target), history.open(project.version)
    trip = Trip(f"update to {target}", project, old, new, manner.asks, wish.trust)
    carry_out(plan(trip, wish), manner)


def find_target(history: History, wanted: str | None) -> str:
    """Return the version that is wanted, with or without the `v` of its tag; else the newest."""
    if not wanted:
        return history.newest
    with_letter = f"v{wanted}"
    return with_letter if with_letter in history.list_versions() else wanted


def end_early(project: Project, version: str, manner: Manner) -> None:
    """Say that the project has the version that is wanted."""
    if manner.as_json:
        found = {"project": str(project.root), "from": version, "to": version, "written": False}
        give(json.dumps(found, indent=2))
    else:
        tell(f"{project.root.name} is at {version}, there is nothing to do.")


def plan(trip: Trip, wish: Wish) -> Way:
    """Return where the project goes."""
    try:
        template = open_release(trip.new)
    except Unfamiliar:
        return trip.plan_foreign(dict(read_foreign_wish(w, trip.new) for w in wish.data))
    changed = dict(read_wish(template.catalog, word, trip.project) for word in wish.data)
    preset, news = find_standard(template, trip.project, wish.preset)
    return trip.plan(template, changed, preset, news)


def go_on(folder: Path, answers_file: str) -> None:
    """End an update whose conflicts a person has resolved."""
    finish(find_root(folder, answers_file))
    tell("Finished. Commit it when you are content.")


def go_back(folder: Path, answers_file: str) -> None:
    """Bring back what was there before an update that has conflicts."""
    abort(find_root(folder, answers_file))
    tell("Everything is as it was before.")


def find_root(folder: Path, answers_file: str) -> Path:
    """Return the project's folder, with what was interrupted there ended first."""
    root = find_project(folder, answers_file).root
    if told := recover(root):
        tell(told)
    return root
