"""What stands between us and a moment, beside what can go wrong with every backup.

BackupError
├── NotThere     no copy and no log lead to that moment; the text says which moments there are
└── LogBroken    a part of the log is missing, so nothing after it can be reached
"""

from app.backups.errors import BackupError


class NotThere(BackupError):
    """No copy and no log lead to that moment; the text says which moments there are."""


class LogBroken(BackupError):
    """A part of the log is missing, so nothing after it can be reached."""
