"""Sockets: connections that stay open, guarded and limited as requests are."""

from app.core.sockets.door import Visitor
from app.core.sockets.endpoint import Endpoint, open_socket_router
from app.core.sockets.errors import Ending
from app.core.sockets.line import Line
from app.core.sockets.settings import SocketSettings
from app.core.sockets.sockets import Sockets, open_sockets

__all__ = [
    "Ending",
    "Endpoint",
    "Line",
    "SocketSettings",
    "Sockets",
    "Visitor",
    "open_socket_router",
    "open_sockets",
]
