"""Where a file of a project comes from: the layer, the gathered fragments, the answers behind both.

A layer is a folder of the template; the table at the end of `copier.yml` says when it is laid.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from backsmith.answers import Answers
from backsmith.lay import Piece, Plan, make_plan
from backsmith.plain_yaml import parse
from backsmith.project import Project
from backsmith.releases import Release
from backsmith.template import OpenTemplate, open_release

LAYER = re.compile(r"\{\{layer\.(\w+)\}\}")
CONDITION = re.compile(r"\{\{\s*'\.' if (.+?)\s*\}\}")
GATHERED = re.compile(r"gather\(\s*[\"'](\w+)[\"']\s*\)")
TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ENDS = ("", ".jinja")  # of a file of the template


@dataclass(frozen=True)
class Layer:
    """A layer that had a part in a file.

    Attributes:
        condition: when it is laid, as the template's table has it; empty for always.
        answers: the answers that the condition asks about.
    """

    name: str
    condition: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Gathered:
    """One list that is gathered into a file, and the layers that have something for it."""

    fragment: str
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Provenance:
    """Where one file comes from.

    Attributes:
        source: the file of the template.
        layer: nothing for a file that lies outside of all layers, as the answers file does.
        filled: the answers that are filled into it.
        gathered: in the order in which the file has them.
    """

    source: str
    layer: Layer | None
    filled: Mapping[str, Any]
    gathered: tuple[Gathered, ...]


@dataclass(frozen=True)
class House:
    """An opened template with the answers of one project."""

    template: OpenTemplate
    answers: Answers
    plan: Plan

    @cached_property
    def table(self) -> Mapping[str, str]:
        """Return each layer with when it is laid, in the order of the table."""
        written = next((o.default for o in self.template.catalog.options if o.name == "layer"), "")
        found: Mapping[str, str] = parse(str(written)) or {}
        return found

    def explain(self, path: str) -> Provenance | None:
        """Return where the file at `path` comes from, or nothing where no layer makes it."""
        pieces = (piece for piece in self.plan.pieces if piece.path == PurePosixPath(path))
        piece = next(pieces, None)
        if piece is None:
            return None
        text = piece.source.read_text() if piece.name else ""
        return Provenance(
            piece.source.relative_to(self.template.release.root).as_posix(),
            self._find_layer(piece),
            self._pick(_find_words(text)),
            tuple(self._find_gathered(text)),
        )

    def find_others(self, path: str) -> list[Layer]:
        """Return the layers that would make a file at `path` under other answers."""
        folder = self._folder
        return [
            self._make_layer(name)
            for name in self.table
            if any((folder / f"{{{{layer.{name}}}}}" / f"{path}{end}").is_file() for end in ENDS)
        ]

    @property
    def _folder(self) -> Path:
        """Return the folder that holds the layers."""
        catalog = self.template.catalog
        return catalog.root / str(catalog.settings.get("subdirectory", ""))

    def _find_layer(self, piece: Piece) -> Layer | None:
        """Return the layer in whose folder the source of `piece` lies."""
        found = LAYER.search(piece.source.as_posix())
        return self._make_layer(found.group(1)) if found else None

    def _find_gathered(self, text: str) -> Iterator[Gathered]:
        """Give the lists that a template gathers, with the layers that are laid and have one."""
        laid = self.answers.values.get("layer", {})
        for fragment in dict.fromkeys(GATHERED.findall(text)):
            having = (
                self._make_layer(name)
                for name in self.table
                if laid.get(name)
                and (self._folder / f"{{{{layer.{name}}}}}" / "fragments" / fragment).is_file()
            )
            yield Gathered(fragment, tuple(having))

    def _make_layer(self, name: str) -> Layer:
        """Return the layer called `name`, with the answers that it depends on."""
        found = CONDITION.search(self.table.get(name, ""))
        condition = found.group(1) if found else ""
        return Layer(name, condition, self._pick(re.findall(r"\w+", condition)))

    def _pick(self, words: Iterable[str]) -> dict[str, Any]:
        """Return the answers whose names are among `words`."""
        known = set(words)
        values = {**self.answers.public(), "preset": self.answers.values.get("preset", "")}
        return {name: value for name, value in values.items() if name in known}


def find_provenance(
    project: Project, release: Release, path: str
) -> tuple[Provenance | None, tuple[Layer, ...]]:
    """Return where the file at `path` comes from, or the layers that would make it otherwise.

    Raises:
        Unfamiliar: only copier knows how the template is rendered.
    """
    template = open_release(release)
    answers = template.recall(project.recorded)
    house = House(template, answers, make_plan(template.catalog, template.sandbox, answers))
    found = house.explain(path)
    return found, () if found else tuple(house.find_others(path))


def _find_words(text: str) -> set[str]:
    """Return every word in the tags of a template."""
    return {word for tag in TAGS.findall(text) for word in re.findall(r"\w+", tag)}
