"""An executor that reads the plain fields of a row at once.

The library's own takes five steps for each field of each row, which makes a list cost more than
the request around it. A selection of nothing but plain fields with leaf types needs one: whatever
is out of the ordinary in a row is left to the library.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, is_leaf_type, is_non_null_type
from graphql.execution import Executor
from strawberry.schema.schema_converter import GraphQLCoreConverter

DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF

Column = tuple[str, str, Callable[[Any], Any], bool]  # answered as, attribute, way out, needed
Plan = list[Column] | None


class RowExecutor(Executor[Any]):
    """One operation that is being carried out."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._plans: dict[int, tuple[Any, Plan]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        position_context: Any,
    ) -> Any:
        """Return what is selected of one object."""
        plan = self._find_plan(parent_type, grouped_field_set)
        row = read_row(source_value, plan) if plan else None
        if row is not None:
            return row
        return super().execute_fields(
            parent_type, source_value, path, grouped_field_set, position_context
        )

    def _find_plan(self, kind: GraphQLObjectType, selected: Any) -> Plan:
        """Return how the selection is read from each row of a list; it is made once."""
        held, plan = self._plans.get(id(selected), (None, None))
        if held is not selected:
            plan = make_plan(kind, selected)
            self._plans[id(selected)] = (selected, plan)
        return plan


def make_plan(kind: GraphQLObjectType, selected: Any) -> Plan:
    """Return the columns that are selected, or None where they are not all plain."""
    plan: list[Column] = []
    for name, details in selected.items():
        field = kind.fields.get(details[0].node.name.value)
        definition = field.extensions.get(DEFINITION) if field else None
        if field is None or definition is None or not definition.is_basic_field:
            return None
        is_needed = is_non_null_type(field.type)
        leaf: Any = field.type.of_type if is_needed else field.type
        if not is_leaf_type(leaf):
            return None
        plan.append((name, definition.python_name, leaf.coerce_output_value, is_needed))
    return plan


def read_row(row: Any, plan: list[Column]) -> dict[str, Any] | None:
    """Return the columns of `row`, or None where one of them needs a closer look."""
    read: dict[str, Any] = {}
    try:
        for name, attribute, write, is_needed in plan:
            value = getattr(row, attribute)
            if value is not None:
                value = write(value)
            if value is None and is_needed:
                return None
            read[name] = value
    except Exception:  # the library finds it again, and says where it is
        return None
    return read
