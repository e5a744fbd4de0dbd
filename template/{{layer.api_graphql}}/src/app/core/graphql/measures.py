"""How large a document is: measured before anything is done with it, fragments and all.

A fragment counts as often as it is spread, so that a few lines cannot stand for a million fields;
it is looked at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from app.core.graphql.errors import DocumentRefused
from app.core.graphql.settings import GraphqlSettings


@dataclass(slots=True)
class Measure:
    """The size of a part of a document."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def add(self, other: "Measure", below: int = 0) -> None:
        """Add a part that stands `below` levels under this one."""
        self.depth = max(self.depth, below + other.depth)
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives


@dataclass(slots=True)
class Measuring:
    """One document that is being measured; fields of the names in `skipped` count nothing."""

    fragments: Mapping[str, FragmentDefinitionNode]
    skipped: frozenset[str]
    known: dict[str, Measure | None] = field(default_factory=dict)

    def measure(self, selections: SelectionSetNode | None) -> Measure:
        """Return the size of what is selected."""
        whole = Measure()
        for selection in selections.selections if selections else ():
            whole.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                self.measure_field(selection, whole)
            elif isinstance(selection, FragmentSpreadNode):
                whole.add(self.measure_fragment(selection.name.value))
            else:
                whole.add(self.measure(selection.selection_set))  # type: ignore[attr-defined]
        return whole

    def measure_field(self, selection: FieldNode, whole: Measure) -> None:
        """Add a field and what is selected in it."""
        below = self.measure(selection.selection_set)
        if selection.name.value not in self.skipped:
            whole.fields += 1
            whole.aliases += selection.alias is not None
            whole.depth = max(whole.depth, 1)
            whole.add(below, below=1)

    def measure_fragment(self, name: str) -> Measure:
        """Return the size of a fragment; one that is not there has none.

        Raises:
            DocumentRefused: it holds itself.
        """
        if name not in self.known:
            self.known[name] = None  # until it has been measured
            fragment = self.fragments.get(name)
            self.known[name] = self.measure(fragment.selection_set if fragment else None)
        measured = self.known[name]
        if measured is None:
            raise DocumentRefused("A fragment holds itself.")
        return measured


def refuse_size(document: DocumentNode, settings: GraphqlSettings, skipped: frozenset[str]) -> None:
    """Let a document pass that is small enough to be looked at more closely.

    Raises:
        DocumentRefused: it is not.
    """
    try:
        whole = measure_document(document, skipped)
    except RecursionError as error:
        raise DocumentRefused("The document is nested too deeply.") from error
    for name in ("depth", "fields", "aliases", "directives"):
        most = getattr(settings, name)
        if getattr(whole, name) > most:
            raise DocumentRefused(f"The document is too large: {name} may be {most}.")


def measure_document(document: DocumentNode, skipped: frozenset[str]) -> Measure:
    """Return the size of all operations together; fragments that no one spreads count too."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measuring = Measuring(fragments, skipped)
    whole = Measure()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            whole.directives += len(node.directives or ())
            for variable in node.variable_definitions or ():
                whole.directives += len(variable.directives or ())
            whole.add(measuring.measure(node.selection_set))
    for name, node in fragments.items():
        whole.directives += len(node.directives or ())
        if name not in measuring.known:
            whole.add(measuring.measure_fragment(name))
    return whole
