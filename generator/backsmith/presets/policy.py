"""The policy of a preset as a project records it: its parts, its digest, its origin."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from backsmith.errors import AnswersDamaged, FileRefused
from backsmith.presets.address import COMMIT
from backsmith.presets.check_form import read_checks, write_check
from backsmith.presets.checks import Check
from backsmith.presets.law import Standard, list_checks
from backsmith.presets.words import explain_line, explain_range

RULES = ("lock", "allow", "require")
PARTS = (*RULES, "template", "checks", "origin")
ORIGIN = ("source", "commit", "digest", "extends")
MEND = "Bring the answers file back from git, or take the preset again."


def make_policy(standard: Standard) -> dict[str, Any]:
    """Return the policy of `standard` without its origin; what says nothing is left out."""
    policy: dict[str, Any] = {rule: standard.read(rule) for rule in RULES}
    if standard.ranges:
        from packaging.specifiers import SpecifierSet

        policy["template"] = str(SpecifierSet(",".join(standard.ranges)))
    if standard.checks:
        policy["checks"] = [write_check(check) for check in list_checks(standard)]
    return policy


def find_digest(policy: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a policy without its origin, written in the one canonical way."""
    rest = {name: value for name, value in policy.items() if name != "origin"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def read_policy(recorded: object) -> dict[str, Any]:
    """Return the policy that a project has recorded, if it is one in form.

    Raises:
        AnswersDamaged: it was edited into something else.
    """
    if reason := next(_find_faults(recorded), ""):
        raise AnswersDamaged(f"The recorded policy is not as it was written: {reason}.", MEND)
    assert isinstance(recorded, dict)  # noqa: S101 (for mypy: the faults say so)
    return recorded


def list_policy_checks(policy: Mapping[str, Any]) -> tuple[Check, ...]:
    """Return the checks of a policy that is one in form."""
    return read_checks(policy.get("checks", []), "the recorded policy")


def _find_faults(recorded: object) -> Iterator[str]:
    """Give what is wrong with the form of a recorded policy."""
    if not isinstance(recorded, dict) or set(recorded) - set(PARTS) or set(RULES) - set(recorded):
        yield "it takes lock, allow and require, and template, checks and origin"
        return
    for rule in RULES:
        if not is_table(recorded[rule], lists_only=rule != "lock"):
            yield f"{rule} is no table of choices"
    if "template" in recorded and (reason := explain_range(recorded["template"])):
        yield f"template: {reason}"
    if not is_origin(recorded.get("origin", {})):
        yield "origin is no origin of a preset"
    try:
        read_checks(recorded.get("checks", []), "the recorded policy")
    except FileRefused as error:
        yield error.message.removesuffix(".")


def is_table(value: object, lists_only: bool) -> bool:
    """Return whether `value` is option to choice, or to a list of choices."""
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(name, str)
        and (is_texts(choice) if isinstance(choice, list) else is_texts([choice]) > lists_only)
        for name, choice in value.items()
    )


def is_texts(value: list[object]) -> bool:
    """Return whether `value` holds texts alone."""
    return all(isinstance(item, str) for item in value)


def is_origin(value: object) -> bool:
    """Return whether `value` is an origin in form: what it names is given to git later."""
    if not isinstance(value, dict) or set(value) - set(ORIGIN):
        return False
    pins = value.get("extends", {})
    if not isinstance(pins, dict) or any(explain_line(name) for name in pins):
        return False
    commits = [*pins.values(), *(value[name] for name in value if name == "commit")]
    return (
        all(isinstance(commit, str) and COMMIT.fullmatch(commit) for commit in commits)
        and not explain_line(value.get("source", "-"))
        and not explain_line(value.get("digest", "-"))
    )


def explain_version(policy: Mapping[str, Any], version: str) -> str:
    """Return why the preset of `policy` is not for the template's `version`, or nothing.

    A version in development counts as the release that it becomes.
    """
    if "template" not in policy:
        return ""
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        is_within = SpecifierSet(policy["template"]).contains(
            Version(version).base_version, prereleases=True
        )
    except InvalidVersion:
        return ""  # a template that counts otherwise: a range says nothing about it
    return "" if is_within else f"it is for versions {policy['template']}, and this is {version}"
