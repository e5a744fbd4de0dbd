"""Sessions: browsers that are known by a cookie, and what is kept of them here.

A feature that lets people in opens them as it starts, puts `guard.identify` where callers are
identified, and begins a session for whoever has logged in.
"""

from app.core.sessions.cookie import FORGET
from app.core.sessions.errors import SessionNotFound
from app.core.sessions.sessions import Begun, Sessions, open_sessions
from app.core.sessions.store import sweep

__all__ = [
    "FORGET",
    "Begun",
    "SessionNotFound",
    "Sessions",
    "open_sessions",
    "sweep",
]
