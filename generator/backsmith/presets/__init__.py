"""Presets: a team's standard, read into suggestions and into the policy that questions obey."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backsmith.answers import NO_POLICY, Form, fill, take_default
from backsmith.catalog import Catalog, Option
from backsmith.errors import BacksmithError, FileRefused, UnknownName
from backsmith.hints import find_option, nearest
from backsmith.plain_yaml import read_mapping
from backsmith.sandbox import Sandbox
from backsmith.say import join, quote

API_VERSION = 1
RULES = ("answers", "lock", "allow", "require")
KEYS = ("apiVersion", "name", "description", *RULES)
PLANNED = ("extends", "template", "checks")  # a later release reads them


@dataclass(frozen=True)
class Preset:
    """A team's standard, resolved.

    Attributes:
        answers: what is proposed in place of the template's defaults; may be changed.
        policy: what the questions obey, as it is recorded: `lock`, `allow` and `require`.
    """

    name: str
    description: str
    answers: Mapping[str, Any]
    policy: Mapping[str, Any]

    def make_hidden(self, source: str = "", release: str = "") -> dict[str, Any]:
        """Return the answers that nobody is asked for, under this preset."""
        return {
            "preset": self.name,
            "policy": self.policy,
            "source": source,
            "release": release,
        }


NO_PRESET = Preset("", "", {}, NO_POLICY)


def list_presets(folder: Path) -> list[Path]:
    """Return the files of the built-in presets."""
    return sorted(folder.glob("*.yml"))


def find_preset(name: str, folder: Path, catalog: Catalog, sandbox: Sandbox) -> Preset:
    """Return the built-in preset called `name`, or the one in the file of that path.

    Raises:
        UnknownName: there is neither.
        FileRefused: it breaks the form of a preset.
    """
    built_in = {path.stem: path for path in list_presets(folder)}
    if name in built_in:
        return read_preset(built_in[name], catalog, sandbox)
    path = Path(name)
    if path.suffix in (".yml", ".yaml") or path.is_file():
        return read_preset(path, catalog, sandbox)
    raise UnknownName(
        f"There is no preset {quote(name)}.",
        nearest(name, list(built_in))
        or f"Take {join(built_in)}, or give the path of a file: --preset ./team.yml",
    )


def read_preset(path: Path, catalog: Catalog, sandbox: Sandbox) -> Preset:
    """Return the preset that the file at `path` holds.

    Raises:
        FileRefused: what is wrong with it.
    """
    written = read_mapping(path, "a preset")
    _check_keys(path, written)
    for rule in RULES:
        _check_rule(path, rule, written.get(rule, {}), catalog)
    policy = {rule: written.get(rule, {}) for rule in NO_POLICY}
    preset = Preset(
        written["name"], written.get("description", ""), written.get("answers", {}), policy
    )
    _check_agreement(path, preset, Form(catalog, sandbox, hidden=preset.make_hidden()))
    return preset


def _check_keys(path: Path, written: Mapping[str, Any]) -> None:
    """Refuse a preset whose first level is not what this release knows."""
    for key in written:
        if key in PLANNED:
            raise FileRefused(
                f"{path} has {key}, which this release does not know yet.",
                f"Take {key} out, or use a newer backsmith.",
            )
        if key not in KEYS:
            raise FileRefused(
                f"{path} has an unknown key {quote(key)}.",
                nearest(key, list(KEYS)) or f"A preset has {join(KEYS)}.",
            )
    if written.get("apiVersion") != API_VERSION:
        raise FileRefused(
            f"{path} is not written for this release.", f"Begin it with: apiVersion: {API_VERSION}"
        )
    if not is_line(written.get("name")) or not is_line(written.get("description", "-")):
        raise FileRefused(
            f"{path} has no name, or a description that is no line.", "Write: name: acme-payments"
        )


def is_line(value: object) -> bool:
    """Return whether `value` is a text that a menu can show in a line."""
    return isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()


def _check_rule(path: Path, rule: str, entries: Any, catalog: Catalog) -> None:
    """Refuse a rule that names what does not exist, or that its option cannot obey."""
    if not isinstance(entries, dict):
        raise FileRefused(
            f"{rule} of {path} is no mapping.", f"Write: {rule}: {{{catalog.asked[0].name}: ...}}"
        )
    for name, value in entries.items():
        try:
            option = find_option(catalog, str(name))
        except UnknownName as error:
            raise FileRefused(f"{rule} of {path}: {error.message}", error.hint) from error
        if reason := CHECKS[rule](option, value):
            raise FileRefused(f"{rule} of {path}: {reason}", see(option))


def see(option: Option) -> str:
    """Return the command that shows what may be said about `option`."""
    return f"See what it may be: backsmith options {option.name}"


def _explain_answer(option: Option, value: Any) -> str:
    """Return why `value` cannot be an answer to `option`, as far as its shape goes."""
    values = value if option.several and isinstance(value, list) else [value]
    choices = [choice.value for choice in option.choices]
    wrong = [v for v in values if not isinstance(v, str) or (choices and v not in choices)]
    if wrong or (option.several and not isinstance(value, list)):
        return f"{option.name} cannot be {quote(wrong[0] if wrong else value)}."
    return ""


def _explain_lock(option: Option, value: Any) -> str:
    """Return why `option` cannot be locked to `value`."""
    if not option.is_lockable:
        return f"{option.name} differs from service to service and cannot be locked."
    return _explain_answer(option, value)


def _explain_allow(option: Option, values: Any) -> str:
    """Return why the menu of `option` cannot be narrowed to `values`."""
    if not option.choices:
        return f"{option.name} has no choices to allow."
    if not isinstance(values, list) or not values:
        return f"{option.name} needs a list of the choices that are allowed."
    problems = (_explain_answer(option, [v] if option.several else v) for v in values)
    return next((problem for problem in problems if problem), "")


def _explain_require(option: Option, values: Any) -> str:
    """Return why `option` cannot be made to contain `values`."""
    if not option.several:
        return f"{option.name} takes one answer: lock it instead."
    return _explain_answer(option, values)


CHECKS: dict[str, Callable[[Option, Any], str]] = {
    "answers": _explain_answer,
    "lock": _explain_lock,
    "allow": _explain_allow,
    "require": _explain_require,
}


def _check_agreement(path: Path, preset: Preset, form: Form) -> None:
    """Refuse a preset whose own answers its own rules forbid."""
    if both := sorted(set(preset.answers) & set(preset.policy["lock"])):
        raise FileRefused(
            f"{path} both proposes and locks {join(both)}.", "Keep what lock says, drop the answer."
        )
    given = {**preset.answers, **preset.policy["lock"]}
    try:
        fill(replace(form, given=given), take_default)
    except BacksmithError as error:
        raise FileRefused(f"{path} contradicts itself: {error.message}", error.hint) from error
