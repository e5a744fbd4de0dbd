"""A preset as the lines that a person reads."""

from collections.abc import Iterator
from typing import Any

from backsmith.presets.checks import (
    Absent,
    Check,
    Contains,
    Lacks,
    Managed,
    MinVersion,
    Present,
    Rule,
)
from backsmith.presets.policy import RULES, list_policy_checks
from backsmith.presets.preset import Preset

VERBS = {"answers": "proposes", "lock": "locks", "allow": "allows", "require": "requires"}


def format_preset(preset: Preset) -> list[str]:
    """Return all that a preset says; what it says nothing about is left out."""
    return [f"{preset.name}: {preset.description}", *_format_parts(preset)]


def _format_parts(preset: Preset) -> Iterator[str]:
    """Give a line for each thing that a preset says."""
    rules = {"answers": preset.answers, **{rule: preset.policy[rule] for rule in RULES}}
    for rule, entries in rules.items():
        for option, value in entries.items():
            values = ", ".join(value) if isinstance(value, list) else value
            yield f"  {VERBS[rule]} {option}: {values}"
    if "template" in preset.policy:
        yield f"  is for template {preset.policy['template']}"
    for check in list_policy_checks(preset.policy):
        yield f"  checks {check.id}: {describe_check(check)}"


def format_origin(preset: Preset) -> Iterator[str]:
    """Give where a preset comes from, a line for each part."""
    if "source" in preset.origin:
        yield f"  comes from {preset.origin['source']}"
    if "commit" in preset.origin:
        yield f"  is read at commit {preset.origin['commit']}"
    if len(preset.files) > 1:
        yield f"  is made of {', '.join(preset.files)}"
    if "digest" in preset.origin:
        yield f"  digest {preset.origin['digest']}"


def describe_check(check: Check) -> str:
    """Return what a check asks for, how much it weighs, and why."""
    waivable = ", may be waived" if check.waivable else ""
    why = f"; {check.why}" if check.why else ""
    return f"{describe_rule(check.rule)} ({check.level}{waivable}){why}"


def describe_rule(rule: Rule) -> str:
    """Return what a rule asks for: `no .env`."""
    match rule:
        case Absent(pattern):
            return f"no {pattern}"
        case Present(pattern):
            return f"{pattern} is there"
        case Managed(pattern):
            return f"{pattern} as the template has it"
        case MinVersion(file, path, version):
            return f"{path} in {file} is at least {version}"
        case Contains(file, text):
            return f"{file} contains {text}"
        case Lacks(file, text):
            return f"{file} does not contain {text}"


def collect_preset(preset: Preset) -> dict[str, Any]:
    """Return a preset as data."""
    return {
        "name": preset.name,
        "description": preset.description,
        "answers": dict(preset.answers),
        **preset.policy,
        "files": list(preset.files),
    }
