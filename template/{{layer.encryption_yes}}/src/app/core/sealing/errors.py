"""What can be wrong with keys, and with values that were sealed.

    SealingError
    ├── KeyFault        a key, or the file of keys
    └── NotOpened       a value
        ├── NotSealed   it is plain
        └── UnknownKey  its key is not among ours

No message holds a key or a value.
"""


class SealingError(Exception):
    """Something sealed cannot be made or read."""


class KeyFault(SealingError):
    """The keys cannot be used; the message says which file, and what to do."""


class NotOpened(SealingError):
    """The value does not belong here, was changed, or was sealed with another key."""

    def __init__(self, reason: str = "it was changed, or does not belong to this row") -> None:
        super().__init__(f"A sealed value cannot be read: {reason}.")
        self.reason = reason


class NotSealed(NotOpened):
    """The value is plain where it must not be."""

    def __init__(self) -> None:
        super().__init__("it is plain (app encryption rotate --plain seals what is)")


class UnknownKey(NotOpened):
    """The value was sealed with a key that is not in the file."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"its key {key_id} is not in the file of keys")
        self.key_id = key_id
