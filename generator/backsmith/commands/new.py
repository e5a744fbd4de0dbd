"""`backsmith new`: ask, show what follows, write it in one move, and say what to do next."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.answers import (
    Answer,
    Answers,
    Form,
    fill,
    read_answers,
    read_flag,
    take_default,
)
from backsmith.catalog import Option
from backsmith.commands.template import OpenTemplate, open_template
from backsmith.errors import QuestionsOpen
from backsmith.finish import Step, finish
from backsmith.lay import Plan
from backsmith.plain_yaml import read_mapping
from backsmith.presets import Preset
from backsmith.render import find_plan, render
from backsmith.say import bold, give, tell, warn
from backsmith.staging import check_destination, stage
from backsmith.summary import describe, describe_answers, list_brings
from backsmith.tree import draw


@dataclass(frozen=True)
class Request:
    """What the words of the command line ask for."""

    folder: Path | None = None
    data: tuple[str, ...] = ()
    answers: Path | None = None
    preset: str | None = None
    defaults: bool = False
    dry_run: bool = False
    as_json: bool = False
    git: bool = True
    lock: bool = True


@dataclass(frozen=True)
class Draft:
    """A project that is decided, and not yet written."""

    form: Form
    answers: Answers
    plan: Plan | None
    destination: Path


def create(request: Request) -> None:
    """Make a project as `request` says."""
    template = open_template()
    if request.folder:
        check_destination(request.folder)
    draft = decide(template, request)
    if draft is None:
        tell("Nothing was written.")
        return
    if request.dry_run:
        show(draft, request.as_json)
        return
    with stage(draft.destination) as folder:
        render(draft.plan, template.release.root, draft.answers, folder)
    if not request.as_json:
        tell(f"Written: {draft.destination}")
    report(draft, list(follow(draft, request)), request.as_json)


def decide(template: OpenTemplate, request: Request) -> Draft | None:
    """Return what to write, or nothing when the person leaves."""
    preset = template.find_preset(request.preset)
    given = read_given(template, request)
    form = template.make_form(preset, given, suggest_name(template, request))
    if request.defaults:
        return make_draft(form, fill(form, take_default), request)
    if not sys.stdin.isatty():
        return make_draft(form, fill(form, refuse_open), request)
    return talk(form, preset, request)


def read_given(template: OpenTemplate, request: Request) -> dict[str, Any]:
    """Return the answers of the file, then those of the command line, which win."""
    written = read_mapping(request.answers, "a file of answers") if request.answers else {}
    given = read_answers(template.catalog, written)
    given.update(read_flag(template.catalog, word) for word in request.data)
    return given


def suggest_name(template: OpenTemplate, request: Request) -> dict[str, object]:
    """Return the folder's name as the project's, where that is a name that it may have."""
    if not request.folder:
        return {}
    name = request.folder.absolute().name
    form = Form(template.catalog, template.sandbox)
    option = next(o for o in template.catalog.asked if o.name == "project_name")
    return {} if form.explain(option, name, {}) else {option.name: name}


def refuse_open(form: Form, option: Option, context: Mapping[str, Any]) -> Answer:
    """Decide where nobody can be asked: only what is settled anyhow."""
    if len(option.choices) == 1:
        return take_default(form, option, context)
    raise QuestionsOpen(
        f"Questions are open, the first is {option.name}, and this is no terminal to ask at.",
        f"Take the defaults with --defaults, or answer with -d {option.name}=...",
    )


def make_draft(form: Form, answers: Answers, request: Request) -> Draft:
    """Return the project of these answers, unwritten."""
    folder = request.folder or Path(answers.values["project_name"])
    plan = find_plan(form.catalog, form.sandbox, answers)
    return Draft(form, answers, plan, check_destination(folder))


def talk(form: Form, preset: Preset, request: Request) -> Draft | None:
    """Ask everything that is open, and show what follows until the person takes it or leaves."""
    from backsmith import ask

    interview = ask.Interview()
    if preset.name:
        tell(f"Preset {bold(preset.name)}: {preset.description}")
    while True:
        draft = make_draft(form, fill(form, interview.decide), request)
        for line in describe(form, draft.answers, draft.plan, draft.destination):
            tell(line)
        step = ask.ask_what_next()
        while step == ask.SHOW:
            show_tree(draft)
            step = ask.ask_what_next()
        if step != ask.CHANGE:
            return draft if step == ask.WRITE else None
        interview.forget(ask.ask_which(draft.answers))


def follow(draft: Draft, request: Request) -> list[Step]:
    """Take the steps that come after the files, and say how each went."""
    steps = []
    name = str(draft.answers.values["project_name"])
    for step in finish(draft.destination, name, request.lock, request.git):
        steps.append(step)
        if request.as_json:
            continue
        if step.done:
            tell(f"Made: {step.name}")
        else:
            warn(f"no {step.name}: {step.reason}", f"later, in the project: {step.later}")
    return steps


def show(draft: Draft, as_json: bool) -> None:
    """Give the answers and the tree of a project that is not going to be written."""
    if as_json:
        give(json.dumps(collect(draft, written=False), indent=2))
        return
    for line in describe_answers(draft.form, draft.answers):
        give(line)
    for line in draw(f"{draft.destination}/", draft.plan.paths if draft.plan else []):
        give(line)
    tell("Nothing was written: this was a dry run.")


def show_tree(draft: Draft) -> None:
    """Show every file of the tree at the terminal."""
    for line in draw(f"{draft.destination}/", draft.plan.paths if draft.plan else []):
        tell(line)


def report(draft: Draft, steps: list[Step], as_json: bool) -> None:
    """Say what was made and what to do next."""
    if as_json:
        data = {**collect(draft, written=True), "steps": [step.as_data() for step in steps]}
        give(json.dumps(data, indent=2))
        return
    tell(f"\n{bold('Next')}")
    tell(f"  cd {find_way(draft.destination)}")
    tell("  make setup   # install what it needs")
    tell("  make test    # run its tests on a real database")
    tell("  make dev     # serve it here")


def find_way(destination: Path) -> str:
    """Return the folder as one would type it here."""
    import shlex

    here = Path.cwd()
    inside = destination.is_relative_to(here) and destination != here
    return shlex.quote(str(destination.relative_to(here) if inside else destination))


def collect(draft: Draft, written: bool) -> dict[str, Any]:
    """Return a project as data, for `--json`."""
    return {
        "project": str(draft.destination),
        "written": written,
        "preset": draft.answers.values["preset"],
        "answers": draft.answers.public(),
        "brings": list_brings(draft.plan) if draft.plan else [],
        "files": sorted(str(path) for path in draft.plan.paths) if draft.plan else [],
    }
