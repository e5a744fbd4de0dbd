"""Whether a project still follows its standard: the policy that it recorded, and its answers.

Answers files can be edited by hand. So the preset is resolved again and held against what was
recorded of it, the recorded policy against its own digest, and each answer against the policy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from packaging.version import InvalidVersion, Version

from backsmith.answers import NO_POLICY, Form
from backsmith.checking.findings import Finding
from backsmith.errors import AnswersDamaged, BacksmithError
from backsmith.presets import (
    NO_PRESET,
    Preset,
    compare,
    explain_version,
    find_digest,
    list_policy_checks,
    read_policy,
    resolve_recorded,
)
from backsmith.presets.checks import Check, Level
from backsmith.project import Project
from backsmith.say import quote
from backsmith.template import OpenTemplate

FIRST_WITH_ORIGIN = Version("0.2.dev0")  # before it, a policy did not say where it came from
AGAIN = "follow it again: backsmith update --preset {source}"


@dataclass(frozen=True)
class Standard:
    """What a project has to follow, and in what it already does not.

    Attributes:
        problem: why the preset could not be looked up; the recorded policy stands in for it.
    """

    preset: Preset
    findings: tuple[Finding, ...]
    problem: BacksmithError | None = None

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return what the preset holds a repository to."""
        return list_policy_checks(self.preset.policy)


def find_standard(project: Project, template: OpenTemplate, wanted: str | None) -> Standard:
    """Return the standard of `project`: the preset that is `wanted`, else the recorded one.

    Raises:
        BacksmithError: the wanted preset cannot be found.
    """
    recorded = recall(project)
    if isinstance(recorded, Finding):
        preset = template.find_preset(wanted)
        return Standard(preset, (recorded, *judge(project, template, preset)))
    problem = None
    try:
        now = template.find_preset(wanted) if wanted else _resolve(project, template) or recorded
    except BacksmithError as error:
        if wanted:
            raise
        now, problem = recorded, error
    found = [*_compare_digest(project, recorded), *_compare(project, recorded, now, wanted)]
    return Standard(now, (*found, *judge(project, template, now)), problem)


def recall(project: Project) -> Preset | Finding:
    """Return the standard as the project has recorded it, or what is wrong with the record."""
    name = project.answers.get("preset", "")
    try:
        policy = read_policy(project.answers.get("policy", NO_POLICY))
    except AnswersDamaged as error:
        return make_finding("policy/damaged", project, "policy", error.message, error.hint)
    if not isinstance(name, str):
        said = f"The preset is {quote(name)}, which is no name."
        return make_finding("policy/damaged", project, "preset", said, "Bring it back from git.")
    return replace(NO_PRESET, name=name, policy=policy)


def _resolve(project: Project, template: OpenTemplate) -> Preset | None:
    """Return the recorded preset as it is now."""
    return resolve_recorded(
        project.answers, template.release.presets, template.catalog, template.sandbox
    )


def _compare_digest(project: Project, recorded: Preset) -> Iterator[Finding]:
    """Give what shows that the recorded policy was edited."""
    if not recorded.name and recorded.policy == NO_POLICY:
        return
    digest = recorded.origin.get("digest")
    if digest is None:
        is_old = _is_before_origins(project.version)
        yield make_finding(
            "policy/unproven",
            project,
            "policy",
            "The recorded policy does not say from which preset it is.",
            AGAIN.format(source=recorded.name or "NAME"),
            Level.WARNING if is_old else Level.ERROR,
        )
    elif digest != find_digest(recorded.policy) or not recorded.name:
        said = "The recorded policy is not the one that was recorded: it was edited."
        hint = "Bring the answers file back from git."
        yield make_finding("policy/edited", project, "policy", said, hint)


def _is_before_origins(version: str) -> bool:
    """Return whether a version recorded policies without their origin."""
    try:
        return Version(version) < FIRST_WITH_ORIGIN
    except InvalidVersion:
        return False


def _compare(
    project: Project, recorded: Preset, now: Preset, wanted: str | None
) -> Iterator[Finding]:
    """Give how the standard as it is now differs from the recorded one."""
    hint = AGAIN.format(source=wanted or now.origin.get("source") or now.name)
    if wanted and now.name != recorded.name:
        has = f"follows {recorded.name}" if recorded.name else "follows no preset"
        said = f"The project {has}, and is held to {now.name}."
        yield make_finding("policy/missing", project, "preset", said, hint)
    elif now.origin.get("digest") != recorded.origin.get("digest", now.origin.get("digest")):
        lines = compare(recorded.policy, now.policy) or ["It says something else now."]
        for line in lines:
            said = f"The preset {now.name} has changed: {line}"
            yield make_finding("policy/changed", project, "policy", said, hint)
    if reason := explain_version(now.policy, project.version):
        said = f"The preset {now.name} does not take this version of the template: {reason}."
        yield make_finding("policy/template", project, "_commit", said, "backsmith update")


def judge(project: Project, template: OpenTemplate, preset: Preset) -> Iterator[Finding]:
    """Give each recorded answer that its question does not take under `preset`."""
    form = template.make_recorded_form({**project.recorded, "policy": NO_POLICY})
    form = replace(form, hidden={**form.hidden, "policy": preset.policy, "preset": preset.name})
    context: dict[str, Any] = {**form.hidden, **form.given}
    for option in form.catalog.options:
        if option.name in form.given:
            value = form.given[option.name]
            if reason := explain(form, option.name, value, context):
                said = f"{option.name} is {quote(value)}: {reason}."
                hint = f"change it: backsmith change {option.name}=..."
                yield make_finding("policy/answer", project, option.name, said, hint)
        elif not option.is_hidden:
            context[option.name] = form.find_template_default(option, context)


def explain(form: Form, name: str, value: Any, context: Mapping[str, Any]) -> str:
    """Return why the option called `name` does not take `value`, or nothing where it does."""
    option = next(option for option in form.catalog.asked if option.name == name)
    if option.several and isinstance(value, list) and not all(isinstance(v, str) for v in value):
        return "it takes a list of texts"
    return form.explain(option, value, context)


def make_finding(
    name: str, project: Project, key: str, message: str, hint: str, level: Level = Level.ERROR
) -> Finding:
    """Return a finding at the line of the answers file that begins with `key`."""
    text = (project.root / project.answers_file).read_text(errors="replace")
    lines = enumerate(text.split("\n"), 1)
    line = next((number for number, line in lines if line.startswith(f"{key}:")), 0)
    return Finding(name, level, message.removesuffix("."), hint, project.answers_file, line)
