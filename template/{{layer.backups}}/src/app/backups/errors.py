"""What can go wrong with a backup, in words for the person who is called at night.

BackupError
├── ToolMissing        a program that is needed is not installed
├── TargetRefused      where the backups are does not answer, or refuses us
├── InUse              somebody else works in the backups, and for too long
├── WrongPassword      the backups are there, and this password does not open them
├── NoBackups          there is none, or none that is complete
├── NotFit             a backup is truncated, damaged, too old, or not of this service
└── DatabaseRefused    the database cannot be read, or has no room for a copy
"""


class BackupError(Exception):
    """A backup could not be taken or brought back; `hint` says what to do about it."""

    code = 1  # with which a command ends

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class ToolMissing(BackupError):
    """A program that is needed is not installed."""


class TargetRefused(BackupError):
    """Where the backups are does not answer, or refuses us."""


class InUse(BackupError):
    """Somebody else works in the backups, and for too long."""


class WrongPassword(BackupError):
    """The backups are there, and this password does not open them."""


class NoBackups(BackupError):
    """There is no backup, or none that is complete."""


class NotFit(BackupError):
    """A backup is truncated, damaged, too old, or not of this service."""


class DatabaseRefused(BackupError):
    """The database cannot be read, or has no room for a copy."""
