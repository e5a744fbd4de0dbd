"""Every way to fail that the person at the keyboard can mend.

BenchmarkError
├── ToolMissing
├── StepFailed
└── ServiceFailed
"""


class BenchmarkError(Exception):
    """The measurement cannot go on; `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class ToolMissing(BenchmarkError):
    """A program that the measurement needs is not on this machine."""


class StepFailed(BenchmarkError):
    """A command that prepares the measurement answered with an error."""


class ServiceFailed(BenchmarkError):
    """A service did not start, or did not answer as it should."""
