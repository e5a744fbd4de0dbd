"""`backsmith explain`: which layers and answers made a file, and whose it is."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from backsmith.catalog import Unfamiliar
from backsmith.checking.likeness import find_drift, find_ownership
from backsmith.checking.ownership import Owner
from backsmith.checking.provenance import Layer, Provenance, find_provenance
from backsmith.checking.wanted import Wanted
from backsmith.commands.place import find_place
from backsmith.project import Project
from backsmith.releases import open_history
from backsmith.say import flatten, give, join

MEANINGS = {
    Owner.TEMPLATE: "the template's: it stays as it was rendered",
    Owner.SHARED: "shared: the template's lines stay, add your own anywhere",
    Owner.YOURS: "yours: change it as you like",
}


@dataclass(frozen=True)
class Explained:
    """What is known of one file.

    Attributes:
        owner: nothing for a file that the template does not render.
        provenance: nothing where only copier knows how the file is made.
        others: the layers that would make it under other answers.
        is_within: whether it lies in a folder in which every file should be the template's.
    """

    project: Project
    path: str
    owner: Owner | None
    provenance: Provenance | None = None
    others: tuple[Layer, ...] = ()
    is_within: bool = False

    @property
    def locked(self) -> frozenset[str]:
        """Return the options that a preset has settled."""
        policy = self.project.answers.get("policy")
        return frozenset(policy.get("lock", {}) if isinstance(policy, dict) else {})


def explain_file(file: Path, as_json: bool) -> None:
    """Give where `file` comes from.

    Raises:
        ProjectNotFound: it lies in no project.
    """
    explained = find_explanation(file)
    give(json.dumps(collect(explained), indent=2) if as_json else "\n".join(describe(explained)))


def find_explanation(file: Path) -> Explained:
    """Return what is known of `file`, which need not be there."""
    project, path = find_place(file)
    release = open_history(project.source).open(project.version)
    try:
        provenance, others = find_provenance(project, release, path)
    except Unfamiliar:
        known = {state.path: state.owner for state in find_drift(project, Wanted())}
        return Explained(project, path, known.get(path))
    ownership = find_ownership(release)
    owner = ownership.find_owner(path) if provenance else None
    return Explained(project, path, owner, provenance, others, ownership.is_within(path))


def describe(explained: Explained) -> Iterator[str]:
    """Give what is known as the lines that a person reads."""
    yield flatten(explained.path)
    made = explained.provenance
    if explained.owner:
        yield f"  {MEANINGS[explained.owner]}"
    if made is None:
        yield from _describe_stranger(explained)
        return
    project = explained.project
    yield flatten(f"  made from {made.source} of {project.source} {project.version}")
    if made.layer:
        yield f"  layer {_say_layer(made.layer, explained)}"
    for name, value in made.filled.items():
        yield flatten(f"  filled in: {_say_answer(name, value, explained)}")
    for gathered in made.gathered:
        yield f"  gathers {gathered.fragment}{'' if gathered.layers else ' from no layer'}"
        yield from (f"    from {_say_layer(layer, explained)}" for layer in gathered.layers)


def _describe_stranger(explained: Explained) -> Iterator[str]:
    """Give the lines for a file of which no layer is known."""
    project = explained.project
    if explained.owner:
        yield flatten(f"  made from {project.source} {project.version}, in a way that copier knows")
        return
    whose = "foreign, in a folder of the template" if explained.is_within else "yours"
    yield f"  {whose}: the template makes no such file for the answers of this project"
    for layer in explained.others:
        yield f"  another answer would lay {_say_layer(layer, explained)}, which has one"


def _say_layer(layer: Layer, explained: Explained) -> str:
    """Return a layer with when it is laid."""
    if not layer.condition:
        return f"{layer.name}, which is always laid"
    answers = [_say_answer(name, value, explained) for name, value in layer.answers.items()]
    said = f", and here {join(answers)}" if answers else ""
    return flatten(f"{layer.name}, laid if {layer.condition}{said}")


def _say_answer(name: str, value: Any, explained: Explained) -> str:
    """Return an answer, and whether it is settled."""
    shown = ", ".join(value) if isinstance(value, list) else value
    preset = explained.project.answers.get("preset", "")
    return f"{name} is {shown}{f' (locked by {preset})' if name in explained.locked else ''}"


def collect(explained: Explained) -> dict[str, Any]:
    """Return what is known as data."""
    made = explained.provenance
    return {
        "path": explained.path,
        "project": str(explained.project.root),
        "template": {"source": explained.project.source, "version": explained.project.version},
        "owner": str(explained.owner) if explained.owner else None,
        "foreign": explained.is_within and not explained.owner,
        "source": made.source if made else None,
        "layer": asdict(made.layer) if made and made.layer else None,
        "filled": dict(made.filled) if made else {},
        "gathered": [asdict(gathered) for gathered in made.gathered] if made else [],
        "others": [asdict(layer) for layer in explained.others],
        "locked": sorted(explained.locked),
    }
