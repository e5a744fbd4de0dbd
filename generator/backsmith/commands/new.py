"""`backsmith new`: ask, show what follows, write it in one move, and say what to do next."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.answers import Answer, Answers, Form, fill, take_default
from backsmith.catalog import Option
from backsmith.commands.draft import Draft, report, show
from backsmith.errors import QuestionsOpen, ReleaseNotFound
from backsmith.finish import Step, finish
from backsmith.given import read_answers, read_flag
from backsmith.hints import nearest
from backsmith.plain_yaml import read_mapping
from backsmith.presets import Preset
from backsmith.presets.wording import format_preset
from backsmith.releases import open_history
from backsmith.render import find_plan, render
from backsmith.say import flatten, quote, tell, warn
from backsmith.staging import check_destination, stage
from backsmith.summary import describe
from backsmith.template import OpenTemplate, open_release, open_template


@dataclass(frozen=True)
class Request:
    """What the words of the command line ask for."""

    folder: Path | None = None
    data: tuple[str, ...] = ()
    answers: Path | None = None
    preset: str | None = None
    template_version: str | None = None
    defaults: bool = False
    dry_run: bool = False
    as_json: bool = False
    git: bool = True
    lock: bool = True


def create(request: Request) -> None:
    """Make a project as `request` says."""
    here = Path.cwd()
    template = open_version(request.template_version)
    if request.folder:
        check_destination(request.folder)  # before anybody answers questions in vain
    draft = decide(template, request)
    if draft is None:
        tell("Nothing was written.")
    elif request.dry_run:
        show(draft, request.as_json)
    else:
        with stage(draft.destination) as folder:
            render(draft.plan, template.release.root, draft.answers, folder)
        report(draft, follow(draft, request), here, request.as_json)


def open_version(version: str | None) -> OpenTemplate:
    """Return the template as it was at `version`, or the present one.

    Raises:
        ReleaseNotFound: there is no such version here.
    """
    if not version:
        return open_template()
    history = open_history("backsmith")
    known = list(history.list_versions())
    wanted = version if version.startswith("v") else f"v{version}"
    if wanted not in known:
        raise ReleaseNotFound(
            f"There is no version {quote(version)} of the template here. {history.note}".strip(),
            nearest(wanted, known) or "See what there is: backsmith releases",
        )
    return open_release(history.open(wanted))


def decide(template: OpenTemplate, request: Request) -> Draft | None:
    """Return what to write, or nothing when the person leaves."""
    preset = template.find_preset(request.preset)
    template.check_range(preset)
    tell_origin(preset)
    given = read_given(template, request)
    form = template.make_form(preset, given, suggest_name(template, request))
    if not request.defaults and sys.stdin.isatty():
        return talk(form, preset, request)
    draft = make_draft(form, fill(form, take_default if request.defaults else refuse_open), request)
    draft.refuse_name()
    return draft


def tell_origin(preset: Preset) -> None:
    """Say which commit a preset of a repository was read at: that one is recorded."""
    if commit := preset.origin.get("commit"):
        tell(f"Preset {preset.name}: {preset.origin['source']} is commit {commit}.")


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
        tell("Preset " + "\n".join(format_preset(preset)))
    while True:
        draft = make_draft(form, fill(form, interview.decide), request)
        if reason := draft.explain_name():
            tell(f"project_name has to be asked again: {reason}")
            interview.forget(draft.name_answer)
            form = form.reopen(draft.name_answer)
            continue
        for line in describe(form, draft.answers, draft.plan, draft.destination):
            tell(line)
        step = ask.ask_what_next()
        while step == ask.SHOW:
            tell("\n".join(draft.draw()))
            step = ask.ask_what_next()
        if step != ask.CHANGE:
            return draft if step == ask.WRITE else None
        if answer := ask.ask_which(draft.answers):
            interview.forget(answer)
            form = form.reopen(answer)


def follow(draft: Draft, request: Request) -> list[Step]:
    """Take the steps that come after the files, and say how each went."""
    say = (lambda _: None) if request.as_json else tell
    say(f"Written: {flatten(str(draft.destination))}")
    steps = []
    try:
        for step in finish(draft.destination, draft.name, request.lock, request.git, say):
            steps.append(step)
            if not step.done and not request.as_json:
                warn(f"no {step.name}: {step.reason}", f"later, in the project: {step.later}")
    except KeyboardInterrupt:
        tell(f"\nThe files of {draft.destination} are all there; the steps after them are not.")
        raise
    return steps
