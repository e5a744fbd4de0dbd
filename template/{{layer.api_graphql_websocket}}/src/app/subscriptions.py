"""The entrance of GraphQL subscriptions: the same schema, on a socket."""

from app.core.feature import no_resources as lifespan
from app.core.graphql.subscriptions import PROTOCOL, Subscriptions
from app.core.sockets import Endpoint, Visitor, open_socket_router


def begin(visitor: Visitor) -> Subscriptions:
    """Return what goes on on the socket of one visitor."""
    state = visitor.socket.app.state
    return Subscriptions(state.graphql, state.feed, state.sockets, visitor)


router = open_socket_router("subscriptions", "/graphql", Endpoint([PROTOCOL], begin))

__all__ = ["lifespan", "router"]
