"""One operation from its text to its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)

from app.core.graphql.complexity import Complexity
from app.core.graphql.context import Context
from app.core.graphql.documents import Documents
from app.core.graphql.errors import NOT_OF_ITS_TYPE, NotCarriedOut, refuse, show_error
from app.core.graphql.rows import RowExecutor
from app.core.graphql.settings import GraphqlSettings


@dataclass(frozen=True, slots=True)
class Question:
    """What a caller sends."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


class Engine:
    """A schema with its limits."""

    def __init__(self, schema: GraphQLSchema, settings: GraphqlSettings, *, shown: bool) -> None:
        self.schema = schema
        self.settings = settings
        self.documents = Documents(schema, settings, shown=shown)

    async def answer(self, question: Question, context: Context) -> dict[str, Any]:
        """Return the answer; it has no `data` where nothing was carried out."""
        try:
            executor = self.prepare(question, context)
            if executor.operation.operation is OperationType.SUBSCRIPTION:
                raise NotCarriedOut([refuse("A subscription does not come with POST.")])
        except NotCarriedOut as error:
            return {"errors": [show_error(one) for one in error.errors]}
        result: Any = executor.execute_operation()
        if executor.is_awaitable(result):
            result = await result
        if result.errors:
            errors = [show_error(error) for error in result.errors]
            return {"data": result.data, "errors": errors}
        return {"data": result.data}

    def prepare(self, question: Question, context: Context) -> RowExecutor:
        """Return what carries the operation out, every limit held.

        Raises:
            NotCarriedOut: it may not be.
        """
        document = self.documents.read(question.query)
        operation = choose_operation(document, question.operation_name)
        self.refuse_complexity(document, operation, question.variables)
        executor = RowExecutor.build(
            self.schema,
            document,
            context_value=context,
            raw_variable_values=dict(question.variables),
            operation_name=question.operation_name,
            max_coercion_errors=1,
            hide_suggestions=True,
        )
        if isinstance(executor, list):  # a variable: the library's message would quote it
            raise NotCarriedOut([refuse(NOT_OF_ITS_TYPE, executor[0].nodes)])
        assert isinstance(executor, RowExecutor)  # noqa: S101  # its own class built it
        return executor

    def refuse_complexity(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        """Let an operation pass that cannot bring back too much.

        Raises:
            NotCarriedOut: it can.
        """
        fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        kind = self.schema.get_root_type(operation.operation)
        found = Complexity(self.schema, fragments, variables).count(operation.selection_set, kind)
        most = self.settings.complexity
        if found > most:
            raise NotCarriedOut([refuse(f"The operation is too complex: {found} of {most}.")])


def choose_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation of that name, or the only one.

    Raises:
        NotCarriedOut: there is none, or more than one.
    """
    operations = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        and name in (None, node.name.value if node.name else None)
    ]
    if len(operations) != 1:
        raise NotCarriedOut([refuse("operationName must name one operation of the document.")])
    return operations[0]
