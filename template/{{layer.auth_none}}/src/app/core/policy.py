"""What may be done with this service: a service asks for the scope, and every caller has them all.

Where callers are known, a caller holds some of them, and who asks stays the same.
"""

from enum import StrEnum


class Scope(StrEnum):
    """What a caller may do."""

    NOTES_READ = "notes:read"
    NOTES_WRITE = "notes:write"
