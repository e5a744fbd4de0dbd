"""What a template offers: `copier.yml` read into options and their choices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from backsmith.safe_loader import SafeLoader

SETTINGS = {"min_copier_version", "subdirectory", "envops", "exclude", "skip_if_exists"}
ENVOPS = {"undefined": "jinja2.StrictUndefined", "keep_trailing_newline": True}
ATTRIBUTES = {
    "type", "help", "choices", "multiselect", "default", "placeholder", "validator", "when", "ask",
}  # fmt: skip
LISTS = ("_exclude", "_skip_if_exists")  # copier joins these when several documents have them


class Unfamiliar(Exception):
    """The template uses something of copier that ours does not: copier has to render it."""


@dataclass(frozen=True)
class Choice:
    """One answer that a question offers.

    Attributes:
        label: what a person reads: `PostgreSQL, for anything that is deployed`.
        value: what is recorded: `postgresql`.
        validator: Jinja that renders why it cannot be taken, or nothing.
    """

    label: str
    value: str
    validator: str


@dataclass(frozen=True)
class Option:
    """One question of the template; attributes in braces are Jinja, as in `copier.yml`."""

    name: str
    question: str
    type: str
    choices: tuple[Choice, ...]
    several: bool
    default: Any
    validator: str
    when: bool
    ask: str | bool

    @property
    def is_hidden(self) -> bool:
        """Return whether nobody is ever asked: its value is worked out."""
        return self.when is False or self.ask is False

    @property
    def is_lockable(self) -> bool:
        """Return whether a preset may lock it: its question has to look at the locks."""
        return "policy.lock" in str(self.ask)


@dataclass(frozen=True)
class Catalog:
    """The options of a template in the order of their questions, and how it is rendered."""

    root: Path
    options: tuple[Option, ...]
    settings: Mapping[str, Any]

    @property
    def asked(self) -> tuple[Option, ...]:
        """Return the options that a person may answer."""
        return tuple(option for option in self.options if not option.is_hidden)

    def find_heading(self, option: Option) -> str:
        """Return the heading under which `option` is asked: the hidden answer `menu` says it."""
        menu = (o.default for o in self.options if o.name == "menu")
        headings: dict[str, list[str]] = next(menu, {})
        return next((head for head, names in headings.items() if option.name in names), "Also")


def read_catalog(root: Path) -> Catalog:
    """Return what the template at `root` offers.

    Raises:
        Unfamiliar: its `copier.yml` says something that is not ours to understand.
    """
    documents = list(_read_documents(root / "copier.yml", root))
    merged: dict[str, Any] = {}
    for document in documents:
        merged.update(document)
    for name in LISTS:
        merged[name] = [item for document in documents for item in document.get(name, [])]
    settings = {key[1:]: value for key, value in merged.items() if key.startswith("_")}
    if unknown := set(settings) - SETTINGS:
        raise Unfamiliar(f"settings {sorted(unknown)}")
    if settings.get("envops") != ENVOPS:
        raise Unfamiliar("other options of Jinja than ours")
    questions = {key: value for key, value in merged.items() if not key.startswith("_")}
    options = tuple(_read_option(name, details) for name, details in questions.items())
    return Catalog(root, options, settings)


def _read_documents(path: Path, root: Path) -> Iterator[dict[str, Any]]:
    """Give the documents of a question file in order, each `!include` replaced by its own."""

    class Loader(SafeLoader):
        """Knows `!include`, which names a file below the template's root."""

    Loader.add_constructor("!include", lambda _, node: _include(str(node.value), root))
    try:
        documents = list(yaml.load_all(path.read_bytes(), Loader=Loader))
    except (yaml.YAMLError, OSError) as error:
        raise Unfamiliar(f"{path.name}: {error}") from error
    for document in documents:
        for part in document if isinstance(document, list) else [document]:
            if not isinstance(part, dict):
                raise Unfamiliar(f"a document of {path.name} is no mapping")
            yield part


def _include(name: str, root: Path) -> list[dict[str, Any]]:
    """Return the documents of the file that an `!include` names."""
    path = (root / name).resolve()
    if "*" in name or not path.is_relative_to(root.resolve()):
        raise Unfamiliar(f"!include {name}")
    return list(_read_documents(path, root))


def _read_option(name: str, details: Any) -> Option:
    """Return the option that a question's entry in `copier.yml` describes."""
    if not isinstance(details, dict) or set(details) - ATTRIBUTES:
        raise Unfamiliar(f"question {name}")
    option = Option(
        name=name,
        question=details.get("help", ""),
        type=details.get("type", ""),
        choices=tuple(_read_choices(name, details.get("choices", {}))),
        several=details.get("multiselect", False),
        default=details.get("default", ""),
        validator=details.get("validator", ""),
        when=details.get("when", True),
        ask=details.get("ask", True),
    )
    if option.type not in ("str", "yaml") or (option.type == "yaml" and not option.is_hidden):
        raise Unfamiliar(f"type {option.type!r} of {name}")
    if not isinstance(option.when, bool) or not isinstance(option.several, bool):
        raise Unfamiliar(f"a condition in {name}")
    return option


def _read_choices(name: str, choices: Any) -> Iterator[Choice]:
    """Give the choices of a question: label to value, or to value and validator."""
    if not isinstance(choices, dict):
        raise Unfamiliar(f"choices of {name}")
    for label, value in choices.items():
        extended = value if isinstance(value, dict) else {"value": value}
        if not isinstance(extended.get("value"), str) or set(extended) - {"value", "validator"}:
            raise Unfamiliar(f"choice {label!r} of {name}")
        yield Choice(label, extended["value"], extended.get("validator", ""))
