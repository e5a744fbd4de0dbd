"""The template as the laws see it: its layers, questions and table, and the tags in its files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import jinja2
import yaml

LAYERS_WITHOUT_QUESTION = frozenset(
    {"core", "services", "standard"}
)  # facts, what several options share, and what a preset brings
NOT_LAID = ("question.yml", "fragments")
NEVER_ALONE = frozenset({"websocket"})  # refused where no other choice stands beside it
ENVIRONMENT = jinja2.Environment()  # reads, never renders


@dataclass(frozen=True)
class House:
    """A checkout of the generator, or a copy with a fault planted in it."""

    root: Path

    @cached_property
    def layers(self) -> dict[str, Path]:
        """Layer name to its folder."""
        folders = sorted(path for path in (self.root / "template").iterdir() if path.is_dir())
        return {path.name.removeprefix("{{layer.").removesuffix("}}"): path for path in folders}

    @cached_property
    def sections(self) -> list[str]:
        """The documents of copier.yml as written, without its includes."""
        return re.split(r"^---\n", (self.root / "copier.yml").read_text(), flags=re.M)

    @cached_property
    def included(self) -> list[str]:
        """The question files in the order in which copier.yml includes them."""
        text = (self.root / "copier.yml").read_text()
        return re.findall(r"^!include (.+)$", text, flags=re.M)

    @cached_property
    def table(self) -> dict[str, str]:
        """Layer name to the condition under which it is laid."""
        table: dict[str, str] = yaml.safe_load(
            yaml.safe_load(self.sections[-1])["layer"]["default"]
        )
        return table

    @cached_property
    def ownership(self) -> dict[str, list[str]]:
        """What the template declares about whose its files are."""
        documents = [yaml.safe_load(text) for text in self.sections if text.startswith("#")]
        declared: dict[str, list[str]] = next(
            found["ownership"]["default"] for found in documents if "ownership" in (found or {})
        )
        return declared

    @cached_property
    def never_updated(self) -> list[str]:
        """The files that are the project's own from its first rendering on."""
        settings: dict[str, list[str]] = yaml.safe_load(self.sections[0])
        return settings["_skip_if_exists"]

    @cached_property
    def questions(self) -> dict[str, dict[str, Any]]:
        """Option name to its question, from every layer that asks one."""
        asked: dict[str, dict[str, Any]] = {}
        for path in sorted(self.root.glob("template/*/question.yml")):
            asked |= yaml.safe_load(path.read_text())
        return asked

    @cached_property
    def options(self) -> dict[str, dict[str, Any]]:
        """The questions with choices: those that decide which layers are laid."""
        return {name: asked for name, asked in self.questions.items() if "choices" in asked}

    def files(self, layer: str) -> list[Path]:
        """Return every file of `layer`."""
        return sorted(
            path for path in self.layers[layer].rglob("*") if path.is_file() and is_source(path)
        )

    def rendered_files(self, layer: str) -> list[Path]:
        """Return the files of `layer` that Jinja reads: templates and fragments."""
        return [path for path in self.files(layer) if is_read_by_jinja(path)]

    def laid_files(self, layer: str) -> set[str]:
        """Return where the files of `layer` come to lie in a project that has it."""
        inside = [path.relative_to(self.layers[layer]) for path in self.files(layer)]
        return {
            path.as_posix().removesuffix(".jinja")
            for path in inside
            if path.parts[0] not in NOT_LAID
        }

    def option_of(self, layer: str) -> str:
        """Return the option that `layer` serves: `database` of `database_postgresql`."""
        return layer.split("_")[0]

    def choices_of(self, option: str) -> list[str]:
        """Return the values that `option` can have, in the order of its menu."""
        choices = self.options[option]["choices"].values()
        return [choice["value"] if isinstance(choice, dict) else choice for choice in choices]

    def answers_to(self, option: str) -> Iterator[Any]:
        """Yield all that may be answered: a value, or a tuple where several are taken."""
        choices = self.choices_of(option)
        if not self.options[option].get("multiselect"):
            yield from choices
            return
        for size in range(1, len(choices) + 1):
            yield from (some for some in combinations(choices, size) if set(some) - NEVER_ALONE)

    def name(self, path: Path) -> str:
        """Return how a fault names `path`."""
        return path.relative_to(self.root).as_posix()


def is_source(path: Path) -> bool:
    """Tell whether `path` is ours, not what a tool left behind."""
    return not any(part == "__pycache__" or part.endswith("_cache") for part in path.parts)


def is_read_by_jinja(path: Path) -> bool:
    """Tell whether `path` is a template or a fragment."""
    return path.suffix == ".jinja" or path.parent.name == "fragments"


def read_tags(text: str) -> list[list[tuple[str, str]]]:
    """Return the tags of a template, each as its tokens `(kind, value)`."""
    tags: list[list[tuple[str, str]]] = []
    for _, kind, value in ENVIRONMENT.lex(text):
        if kind in ("block_begin", "variable_begin"):
            tags.append([(kind, value)])
        elif tags and kind not in ("data", "comment", "whitespace"):
            tags[-1].append((kind, value))
    return tags
