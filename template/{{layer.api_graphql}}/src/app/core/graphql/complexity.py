"""What an operation may bring back: a field in a page of twenty counts twenty times."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    IntValueNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from app.core.paging import LARGEST_PAGE, PAGE_SIZE

PAGE_ARGUMENT = "first"


class Complexity:
    """The complexity of one valid operation, with its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables

    def count(self, selections: SelectionSetNode | None, kind: object) -> int:
        """Return how many fields of `kind` and below may come back."""
        return sum(
            self.count_one(selection, kind)
            for selection in (selections.selections if selections else ())
        )

    def count_one(self, selection: SelectionNode, kind: object) -> int:
        """Return how many fields come back for one field or fragment."""
        if isinstance(selection, FieldNode):
            return self.count_field(selection, kind)
        part: Any = selection
        if isinstance(selection, FragmentSpreadNode):
            part = self.fragments[selection.name.value]
        if part.type_condition:
            kind = self.schema.get_type(part.type_condition.name.value)
        return self.count(part.selection_set, kind)

    def count_field(self, selection: FieldNode, kind: object) -> int:
        """Return how many fields come back for this one, itself included."""
        field = getattr(kind, "fields", {}).get(selection.name.value)
        if field is None:  # __typename, or the schema itself
            return 1 + self.count(selection.selection_set, None)
        below = self.count(selection.selection_set, get_named_type(field.type))
        return 1 + below * (self.read_page(selection) if PAGE_ARGUMENT in field.args else 1)

    def read_page(self, selection: FieldNode) -> int:
        """Return how many rows are asked for; what is no number of rows is refused later."""
        asked: Any = PAGE_SIZE
        for argument in selection.arguments or ():
            if argument.name.value == PAGE_ARGUMENT:
                asked = self.read_value(argument.value)
        return min(max(asked, 1), LARGEST_PAGE) if isinstance(asked, int) else LARGEST_PAGE

    def read_value(self, value: object) -> Any:
        """Return the value that an argument has."""
        if isinstance(value, VariableNode):
            return self.variables.get(value.name.value, LARGEST_PAGE)
        return int(value.value) if isinstance(value, IntValueNode) else None
