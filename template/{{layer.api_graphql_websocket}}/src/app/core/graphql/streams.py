"""One subscription from its text to its answers."""

from collections.abc import AsyncIterator
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType
from graphql.execution import create_source_event_stream, map_source_to_response_event

from app.core.errors import ServiceError
from app.core.graphql.engine import Engine, Question
from app.core.graphql.errors import NotCarriedOut, refuse, show_error
from app.core.graphql.following import Following


async def stream(
    engine: Engine, question: Question, context: Following
) -> AsyncIterator[dict[str, Any]]:
    """Yield one answer for each event.

    Raises:
        NotCarriedOut: it is no subscription, or may not be carried out, or not any longer.
    """
    executor = engine.prepare(question, context)
    if executor.operation.operation is not OperationType.SUBSCRIPTION:
        raise NotCarriedOut([refuse("Queries and mutations come with POST.")])
    events: Any = create_source_event_stream(executor)
    if executor.is_awaitable(events):
        events = await events
    if isinstance(events, ExecutionResult):
        raise NotCarriedOut(events.errors or [])
    try:
        async for result in map_source_to_response_event(executor, events):
            yield show(result)
    except ServiceError as error:
        raise NotCarriedOut([GraphQLError(error.detail, original_error=error)]) from error


def show(result: ExecutionResult) -> dict[str, Any]:
    """Return an answer as it is sent."""
    if result.errors:
        return {"data": result.data, "errors": [show_error(error) for error in result.errors]}
    return {"data": result.data}
